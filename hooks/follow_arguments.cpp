#include "follow_arguments.hpp"

#include <charconv>

namespace hooks {
namespace {

// Pgpool puts -1 or two quotes where there is no such node.
std::optional<int> backend_id(const std::string& text)
{
    int id = 0;
    const char* end = text.data() + text.size();
    const auto result = std::from_chars(text.data(), end, id);
    if (text.empty() || text == "\"\"" || text == "-1") return std::nullopt;
    if (result.ec != std::errc{} || result.ptr != end || id < 0 || id >= pcp::max_backends) {
        throw efm::Error(efm::Error::Kind::usage, "\"" + text + "\" is not a backend id (0 to 127)");
    }
    return id;
}

// What is not given as an option is taken from the operands, in the order %d %P %m.
class Operands {
public:
    explicit Operands(const Call& call) : call_(call) {}

    std::optional<int> id_of(const char* option)
    {
        if (const auto given = call_.option(option)) return backend_id(*given);
        return next_ < call_.operands().size() ? backend_id(call_.operands()[next_++]) : std::nullopt;
    }

    void expect_no_more() const
    {
        if (next_ < call_.operands().size()) {
            throw efm::Error(efm::Error::Kind::usage, "unexpected argument \"" + call_.operands()[next_] + "\"");
        }
    }

private:
    const Call& call_;
    std::size_t next_ = 0;
};

std::optional<efm::Address> expected_address(const Call& call)
{
    const auto host = call.option("host");
    const auto port = call.option("port");
    if (!host || !port) return std::nullopt;
    return member_address(*host, *port);
}

}  // namespace

FollowArguments follow_arguments(const Call& call)
{
    Operands operands(call);
    const std::optional<int> id = operands.id_of("node-id");
    FollowArguments arguments;
    arguments.old_primary = operands.id_of("old-primary");
    arguments.new_primary = operands.id_of("new-primary");
    arguments.expected_host = expected_address(call);
    operands.expect_no_more();
    if (!id) throw efm::Error(efm::Error::Kind::usage, "the id of the backend (%d) is missing");
    arguments.id = *id;
    return arguments;
}

}  // namespace hooks
