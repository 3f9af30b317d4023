// The operator's tool, and EFM's post-promotion hook.
// EFM: script.post.promotion=<bindir>/pgpool_backend promote %p
// Exit: see hooks/exit_codes.hpp; the verb check_primary keeps the codes of the 2020 script.
#include <strings.h>

#include "hook.hpp"
#include "verbs.hpp"

namespace {

efm::Outcome attach(efm::LoadBalancer& balancer, const efm::Address& member)
{
    return balancer.attach(member, efm::MemberType::unknown);
}

efm::Outcome detach(efm::LoadBalancer& balancer, const efm::Address& member)
{
    return balancer.detach(member);
}

efm::Outcome promote(efm::LoadBalancer& balancer, const efm::Address& member)
{
    return balancer.promote(member);
}

template <efm::Outcome (*act)(efm::LoadBalancer&, const efm::Address&)>
int change(hooks::Call& call)
{
    call.expect_operands(2, 3);
    const efm::Address member =
        hooks::member_address(call.operands()[1], call.operands().size() > 2 ? call.operands()[2] : "");
    return call.balance([&](efm::LoadBalancer& balancer) { return act(balancer, member); });
}

struct Verb {
    const char* name;
    int (*work)(hooks::Call& call);
};

const Verb verbs[] = {
    {"check_primary", hooks::check_primary},
    {"role", hooks::role},
    {"promote", change<promote>},
    {"attach", change<attach>},
    {"detach", change<detach>},
    {"nodes", hooks::nodes},
    {"watchdog", hooks::watchdog},
    {"config", hooks::config},
};

int dispatch(hooks::Call& call)
{
    call.expect_operands(1, SIZE_MAX);
    const std::string& name = call.operands().front();
    for (const Verb& verb : verbs) {
        if (::strcasecmp(verb.name, name.c_str()) == 0) return verb.work(call);
    }
    throw efm::Error(efm::Error::Kind::usage, "unknown verb \"" + name + "\": see pgpool_backend --help");
}

}  // namespace

int main(int argc, char** argv)
{
    return hooks::run(
        {.name = "pgpool_backend",
         .usage = "pgpool_backend [OPTION]... VERB [HOST [PORT]]",
         .about = "attach HOST [PORT]         attach a backend once its server answers, and see it attached\n"
                  "detach HOST [PORT]         detach a backend, and see it down\n"
                  "promote HOST [PORT]        make the pool agree that this is the primary\n"
                  "role HOST [PORT]           print primary or standby, as the pool sees it\n"
                  "check_primary HOST [PORT]  the same by exit status: 1 primary, 0 standby, 255 unknown\n"
                  "nodes                      all backends of all pools\n"
                  "watchdog                   the watchdog's nodes of all pools\n"
                  "config                     every setting and where it comes from\n"
                  "config import SCRIPT       a hooks.conf out of the variables of an installed script",
         .work = dispatch,
         .options = {{"probe", 0, "", "nodes: let Pgpool ask the servers too, which may take long"}}},
        argc, argv);
}
