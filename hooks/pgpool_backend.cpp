// The operator's tool, and EFM's post-promotion hook.
// EFM: script.post.promotion=<bindir>/pgpool_backend promote %p
// Exit: see hooks/exit_codes.hpp; the verb check_primary keeps the codes of the 2020 script.
#include "dispatch.hpp"

int main(int argc, char** argv)
{
    return hooks::run(
        {.name = "pgpool_backend",
         .usage = "pgpool_backend [OPTION]... VERB [HOST [PORT]]",
         .about = "status                     EFM, pools and servers in one table, and what of it does not agree:\n"
                  "                           75 if anything does not, or cannot be seen\n"
                  "attach HOST [PORT]         attach a backend once its server answers, and see it attached\n"
                  "detach HOST [PORT]         detach a backend, and see it down\n"
                  "promote HOST [PORT]        make the pool agree that this is the primary\n"
                  "role HOST [PORT]           print primary or standby, as the pool sees it\n"
                  "check_primary HOST [PORT]  the same by exit status: 1 primary, 0 standby, 255 unknown\n"
                  "nodes                      all backends of all pools\n"
                  "watchdog                   the watchdog's nodes of all pools\n"
                  "config                     every setting and where it comes from\n"
                  "config import SCRIPT       a hooks.conf out of the variables of an installed script",
         .work = hooks::dispatch,
         .party = efm::Party::operators,
         .options = {{"force", 0, "", "attach, detach, promote: without any proof; it is logged"},
                     {"probe", 0, "", "nodes: let Pgpool ask the servers too, which may take long"},
                     {"watch", 0, "DURATION", "status: again and again, until interrupted", "2s"}}},
        argc, argv);
}
