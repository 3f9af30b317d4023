// Brings the standbys back that Pgpool took down for a new primary. Also installed as follow_master.
// Pgpool: follow_primary_command = '<bindir>/follow_primary %d %P %m'
// Exit: 0 seen to be attached, or nothing to do; otherwise see hooks/exit_codes.hpp. Pgpool ignores it.
#include <charconv>

#include "hook.hpp"

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
    explicit Operands(const hooks::Call& call) : call_(call) {}

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
    const hooks::Call& call_;
    std::size_t next_ = 0;
};

std::optional<efm::Address> expected_address(const hooks::Call& call)
{
    const auto host = call.option("host");
    const auto port = call.option("port");
    if (!host || !port) return std::nullopt;
    return hooks::member_address(*host, *port);
}

int follow(hooks::Call& call)
{
    Operands operands(call);
    const std::optional<int> id = operands.id_of("node-id");
    const std::optional<int> old_primary = operands.id_of("old-primary");
    const std::optional<int> new_primary = operands.id_of("new-primary");
    operands.expect_no_more();
    if (!id) throw efm::Error(efm::Error::Kind::usage, "the id of the backend (%d) is missing");
    if (id == new_primary) {
        throw efm::Error(efm::Error::Kind::refused, "backend " + std::to_string(*id) +
                                                        " is the new primary itself (%d = %m): nothing is attached");
    }
    if (id == old_primary) {
        return call.say("nothing to do: backend " + std::to_string(*id) + " is the old primary", hooks::exit_done);
    }
    const auto expected = expected_address(call);
    return call.balance([&](efm::LoadBalancer& balancer) { return balancer.follow(*id, old_primary, expected); });
}

}  // namespace

int main(int argc, char** argv)
{
    return hooks::run(
        {.name = "follow_primary",
         .usage = "follow_primary [OPTION]... %d %P [%m]",
         .about =
             "Waits until the server of backend %d answers, attaches it to Pgpool-II and returns when it is seen to\n"
             "be attached; other backends that are down and answer are attached along with it. Leaves the old\n"
             "primary (%P) alone. The placeholders of follow_primary_command may be given as options instead.",
         .work = follow,
         .default_timeout = std::chrono::seconds{60},
         .options = {{"node-id", 'd', "%d", "backend that is to follow"},
                     {"host", 0, "%h", "its host"},
                     {"port", 0, "%p", "its port"},
                     {"data-dir", 0, "%D", "its data directory"},
                     {"new-primary", 'm', "%m", "backend that is the new primary"},
                     {"new-primary-host", 'H', "%H", "its host"},
                     {"new-primary-port", 'r', "%r", "its port"},
                     {"new-primary-data-dir", 'R', "%R", "its data directory"},
                     {"old-main", 'M', "%M", "old main node"},
                     {"old-primary", 'P', "%P", "old primary"},
                     {"old-primary-host", 'N', "%N", "its host"},
                     {"old-primary-port", 'S', "%S", "its port"}}},
        argc, argv);
}
