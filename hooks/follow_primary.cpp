// Brings the standbys back that Pgpool took down for a new primary. Also installed as follow_master.
// Pgpool: follow_primary_command = '<bindir>/follow_primary %d %P %m'
// Exit: 0 seen to be attached, or nothing to do; otherwise see hooks/exit_codes.hpp. Pgpool ignores it.
#include <unistd.h>

#include "follow_arguments.hpp"
#include "hook.hpp"

namespace {

int follow(hooks::Call& call)
{
    const hooks::FollowArguments given = hooks::follow_arguments(call);
    const std::string name = "backend " + std::to_string(given.id);
    if (given.id == given.new_primary) {
        throw efm::Error(efm::Error::Kind::refused, name + " is the new primary itself (%d = %m): nothing is attached");
    }
    if (given.id == given.old_primary) {
        return call.say("nothing to do: " + name + " is the old primary", hooks::exit_done);
    }
    return call.balance(
        {.verb = "follow", .target = name, .member = given.expected_host},
        [&](efm::LoadBalancer& balancer) { return balancer.follow(given.id, given.old_primary, given.expected_host); });
}

// Pgpool's listening sockets are handed down: it could not be started again while we wait, "Address already in use".
void close_inherited_files()
{
    ::closefrom(STDERR_FILENO + 1);
}

}  // namespace

int main(int argc, char** argv)
{
    close_inherited_files();
    return hooks::run(
        {.name = "follow_primary",
         .usage = "follow_primary [OPTION]... %d %P [%m]",
         .about =
             "Waits until the server of backend %d answers, attaches it to Pgpool-II and returns when it is seen to\n"
             "be attached; other backends that are down and answer are attached along with it. Leaves the old\n"
             "primary (%P) alone. The placeholders of follow_primary_command may be given as options instead.",
         .work = follow,
         .default_timeout = std::chrono::seconds{60},
         .party = efm::Party::pool,
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
