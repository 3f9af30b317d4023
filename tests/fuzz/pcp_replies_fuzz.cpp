// The parsers of replies against any body: each ends in a value that keeps its promises or in an error that can be
// printed. Input: one byte that chooses the parser, then the body.
#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>

#include "pcp/error.hpp"
#include "pcp/message.hpp"
#include "pcp/replies.hpp"
#include "require.hpp"

namespace {

bool is_control(char character)
{
    return static_cast<unsigned char>(character) < 0x20 || character == 0x7f;
}

void check(const pcp::NodeInfo& node)
{
    require(to_string(node.status) != "unknown" && to_string(node.role) != "unknown", "status and role have words");
    require(!is_attached(node.status) || node.status != pcp::NodeStatus::down, "what is down is not attached");
    require(!node.weight || (*node.weight >= 0 && *node.weight <= 1), "a weight is a share");
    require(!node.changed || *node.changed > 0, "a time is after 1970");
    require(node == pcp::NodeInfo{node}, "a node equals its copy");
}

void check(const pcp::HealthStats& stats)
{
    require(stats.id >= 0 && stats.id < pcp::max_backends, "an id is one of a backend");
    require(to_string(stats.status) != "unknown" && to_string(stats.role) != "unknown", "status and role have words");
    require(stats == pcp::HealthStats{stats}, "statistics equal their copy");
}

void check(const pcp::ProcessInfo& process)
{
    require(process.pid >= 0 && process.backend_id >= 0 && process.backend_pid >= 0, "ids are not negative");
    require(process == pcp::ProcessInfo{process}, "a process equals its copy");
}

void check(const pcp::ServerText& text)
{
    require(std::ranges::none_of(text.sentence(), is_control), "a sentence is one printable line");
}

void parse(std::uint8_t parser, std::string_view body)
{
    switch (parser % 9) {
        case 0:
            return check(pcp::parse_server_text(body));
        case 1:
            return static_cast<void>(pcp::part_of(body));
        case 2:
            return require(pcp::parse_node_count(body) <= pcp::max_backends, "a count is one of backends");
        case 3:
            return check(pcp::parse_node_info(body, 0));
        case 4:
            return check(pcp::parse_health_stats(body));
        case 5:
            return require(pcp::parse_process_ids(body).size() < body.size(), "ids come from the body");
        case 6:
            return check(pcp::parse_process_info(body));
        case 7:
            return static_cast<void>(pcp::parse_pool_setting(body));
        default:
            return static_cast<void>(pcp::parse_watchdog(body));
    }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    if (size == 0) return 0;
    const std::string_view body{reinterpret_cast<const char*>(data) + 1, size - 1};
    try {
        parse(data[0], body);
    } catch (const pcp::Error& error) {
        const std::string_view what = error.what();
        require(error.kind() == pcp::Error::Kind::protocol, "a parser's error is of kind protocol");
        require(what.size() < 1200 && std::ranges::none_of(what, is_control), "an error is one short printable line");
    }
    require(pcp::join(pcp::split(body)).starts_with(body), "joining gives back what was split");
    return 0;
}
