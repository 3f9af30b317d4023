#include "dispatch.hpp"

#include <strings.h>

#include <algorithm>
#include <cctype>
#include <map>

#include "doctor_verb.hpp"
#include "efm/drain.hpp"
#include "efm/parallel.hpp"
#include "journal_verbs.hpp"
#include "reconcile_verb.hpp"
#include "verbs.hpp"

namespace hooks {
namespace {

efm::Outcome attach(efm::LoadBalancer& balancer, const efm::Address& member)
{
    return balancer.attach(member, efm::MemberType::unknown);
}

efm::Outcome detach_member(efm::LoadBalancer& balancer, const efm::Address& member)
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

efm::Address operand(const Call& call)
{
    return member_address(call.operands()[1], call.operands().size() > 2 ? call.operands()[2] : "");
}

template <efm::Outcome (*act)(efm::LoadBalancer&, const efm::Address&)>
int change(Call& call)
{
    call.expect_operands(2, 3);
    const efm::Address member = operand(call);
    return call.balance(intent(verb_of(call), member),
                        [&](efm::LoadBalancer& balancer) { return act(balancer, member); });
}

// In all pools at once, each for its own backend. What came of it, by pool: those of a watchdog are found, not set.
// Most of the time that is no part of the bound is left for the detach, whatever pool is silent.
std::map<std::string, std::string> drain(const Call& call, efm::LoadBalancer& balancer, const efm::Address& member)
{
    const auto bound = efm::parse_duration(*call.option("drain"));
    const efm::Outcome seen = balancer.look(member, (call.span() - bound) / 4);
    std::vector<std::string> words(seen.pools.size());
    efm::in_parallel(seen.pools.size(), [&](std::size_t i) {
        const efm::PoolOutcome& pool = seen.pools[i];
        if (pool.failure)
            words[i] = "not drained: its backend could not be looked up in time";
        else if (pool.backend)
            words[i] = to_string(efm::drain(call.pool_at(pool.pool), pool.backend->id, bound));
    });
    std::map<std::string, std::string> drained;
    for (std::size_t i = 0; i < words.size(); ++i) drained[seen.pools[i].pool] = words[i];
    return drained;
}

int detach(Call& call)
{
    if (!call.has("drain") || call.has("dry-run")) return change<detach_member>(call);
    call.expect_operands(2, 3);
    const efm::Address member = operand(call);
    return call.balance(intent("detach", member), [&](efm::LoadBalancer& balancer) {
        std::map<std::string, std::string> drained = drain(call, balancer, member);
        efm::Outcome outcome = balancer.detach(member);
        for (efm::PoolOutcome& pool : outcome.pools) {
            const std::string& words = drained[pool.pool];
            if (!words.empty()) pool.remarks.push_back(words);
        }
        return outcome;
    });
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
    {"detach", detach},
    {"nodes", nodes},
    {"watchdog", watchdog},
    {"config", config},
    {"status", status},
    {"metrics", metrics},
    {"events", events},
    {"record", record},
    {"hold", hold},
    {"release", release},
    {"holds", holds},
    {"reconcile", reconcile},
    {"doctor", doctor},
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
