#include <cstddef>

#include "field_reader.hpp"
#include "pcp/backend.hpp"
#include "pcp/error.hpp"
#include "pcp/replies.hpp"

namespace pcp {

Part part_of(std::string_view body)
{
    const std::string_view tag = body.substr(0, body.find('\0'));
    if (tag == "ArraySize") return Part::array_size;
    if (tag == "CommandComplete") return Part::complete;
    if (tag == "NodeInfo" || tag == "ProcessInfo" || tag == "ProcessConfig") return Part::record;
    reject_field("reply", "tag", "unexpected", tag);
}

int parse_node_count(std::string_view body)
{
    FieldReader fields("node count", body, {"CommandComplete"});
    return fields.number("count", 0, max_backends);
}

std::vector<int> parse_process_ids(std::string_view body)
{
    FieldReader fields("process ids", body, {"CommandComplete"});
    const auto count = fields.number<std::size_t>("count");
    if (count > fields.left()) reject_field("process ids", "count", "more than there are ids");

    std::vector<int> pids;
    pids.reserve(count);
    while (pids.size() < count) pids.push_back(fields.number("pid", 0));
    return pids;
}

}  // namespace pcp
