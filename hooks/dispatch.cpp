#include "dispatch.hpp"

#include <strings.h>

#include <algorithm>
#include <cctype>

#include "journal_verbs.hpp"
#include "reconcile_verb.hpp"
#include "verbs.hpp"

namespace hooks {
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

std::string verb_of(const Call& call)
{
    std::string verb = call.operands().front();
    std::ranges::transform(verb, verb.begin(), [](unsigned char c) { return std::tolower(c); });
    return verb;
}

template <efm::Outcome (*act)(efm::LoadBalancer&, const efm::Address&)>
int change(Call& call)
{
    call.expect_operands(2, 3);
    const efm::Address member =
        member_address(call.operands()[1], call.operands().size() > 2 ? call.operands()[2] : "");
    return call.balance(intent(verb_of(call), member),
                        [&](efm::LoadBalancer& balancer) { return act(balancer, member); });
}

struct Verb {
    const char* name;
    int (*work)(Call& call);
};

const Verb verbs[] = {
    {"check_primary", check_primary},
    {"role", role},
    {"promote", change<promote>},
    {"attach", change<attach>},
    {"detach", change<detach>},
    {"nodes", nodes},
    {"watchdog", watchdog},
    {"config", config},
    {"status", status},
    {"events", events},
    {"hold", hold},
    {"release", release},
    {"holds", holds},
    {"reconcile", reconcile},
};

}  // namespace

int dispatch(Call& call)
{
    call.expect_operands(1, SIZE_MAX);
    const std::string& name = call.operands().front();
    for (const Verb& verb : verbs) {
        if (::strcasecmp(verb.name, name.c_str()) == 0) return verb.work(call);
    }
    throw efm::Error(efm::Error::Kind::usage, "unknown verb \"" + name + "\": see pgpool_backend --help");
}

}  // namespace hooks
