#include "efm/load_balancer.hpp"

#include <pwd.h>
#include <unistd.h>

#include <algorithm>

#include "fan_out.hpp"
#include "pcp/passfile.hpp"
#include "pool_run.hpp"
#include "watchdog_run.hpp"

namespace efm {
namespace {

struct SystemUser {
    std::string name;
    std::string home;
};

SystemUser system_user()
{
    const passwd* entry = ::getpwuid(::geteuid());
    if (!entry) throw Error(Error::Kind::system, "the user of this process has no entry in the password database");
    return {entry->pw_name, entry->pw_dir};
}

std::size_t allowed_misses(PoolPolicy policy, std::size_t pools)
{
    if (pools == 0) return 0;
    switch (policy) {
        case PoolPolicy::all:
            break;
        case PoolPolicy::quorum:
            return (pools - 1) / 2;
        case PoolPolicy::any:
            return pools - 1;
    }
    return 0;
}

}  // namespace

const Error* Outcome::failure() const
{
    if (misses() <= allowed_misses(policy, pools.size())) return nullptr;
    const auto failed = std::ranges::find_if(pools, [](const PoolOutcome& p) { return p.failure.has_value(); });
    return failed == pools.end() ? nullptr : &*failed->failure;
}

std::size_t Outcome::misses() const
{
    return static_cast<std::size_t>(
        std::ranges::count_if(pools, [](const PoolOutcome& p) { return p.failure.has_value(); }));
}

LoadBalancer::LoadBalancer(Setup setup, ServerProbe& probe)
    : setup_(std::move(setup)), probe_(probe), desk_(std::make_shared<ManagerDesk>(setup_.manager))
{
}

Outcome LoadBalancer::attach(const Address& member, MemberType type)
{
    return carry_out({.verb = Verb::attach, .type = type, .party = setup_.party}, member);
}

Outcome LoadBalancer::detach(const Address& member)
{
    return carry_out({.verb = Verb::detach, .party = setup_.party}, member);
}

Outcome LoadBalancer::promote(const Address& member)
{
    return carry_out({.verb = Verb::promote, .party = setup_.party}, member);
}

Outcome LoadBalancer::reconcile()
{
    const Event event{.verb = Verb::reconcile, .target = -1, .party = Party::suite};
    if (!setup_.orders_read)
        setup_.orders_read = std::chrono::time_point_cast<Timestamp::duration>(std::chrono::system_clock::now());
    Outcome outcome = begin(event, "all members");
    carry_out(outcome, event, true, [](PoolRun&) {});
    return outcome;
}

Outcome LoadBalancer::look(const Address& member)
{
    return carry_out({.verb = Verb::look}, member);
}

Outcome LoadBalancer::look(const Address& member, std::chrono::milliseconds longest)
{
    Setup setup = setup_;
    for (Pool& pool : setup.pools) {
        pcp::Deadline& deadline = pool.options.patience.deadline;
        deadline = deadline.capped(longest);
    }
    return LoadBalancer(std::move(setup), probe_).look(member);
}

Outcome LoadBalancer::follow(int id, std::optional<int> old_primary, const std::optional<Address>& expected)
{
    if (setup_.mode == PoolMode::independent && setup_.pools.size() > 1) check_same_ids(id, old_primary);
    const Event event{.verb = Verb::follow, .target = id, .old_primary = old_primary, .party = setup_.party};
    Outcome outcome = begin(event, "backend " + std::to_string(id));
    carry_out(outcome, event, false, [&](PoolRun& run) { run.expect(expected); });
    return outcome;
}

// Ids are one pool's own. Where pools number their backends differently, the caller's would mean another server.
void LoadBalancer::check_same_ids(int id, std::optional<int> old_primary) const
{
    const auto answers = ask_pools(setup_.pools, [](pcp::Options options) {
        pcp::Deadline& deadline = options.patience.deadline;
        deadline = deadline.capped(deadline.remaining() / 4);  // one that is silent leaves time for the others
        pcp::Client client{options};
        return PoolReader(options).read_all(client);
    });
    const PoolView* first = nullptr;
    for (const auto& answer : answers) {
        if (!answer.answer) continue;
        if (!first) first = &*answer.answer;
        for (const std::optional<int> each : {std::optional{id}, old_primary}) {
            const Backend* here = each ? answer.answer->find(*each) : nullptr;
            const Backend* there = each ? first->find(*each) : nullptr;
            if (here && there && here->host == there->host && here->port == there->port) continue;
            if (!here && !there) continue;
            throw Error(Error::Kind::ambiguous_backend,
                        "backend " + std::to_string(*each) +
                            " is not the same server in all pools: give --pool, the one that calls");
        }
    }
}

Outcome LoadBalancer::begin(const Event& event, std::string target) const
{
    Outcome outcome;
    outcome.verb = event.verb;
    outcome.target = std::move(target);
    outcome.dry_run = setup_.dry_run;
    const bool is_hooks = event.verb != Verb::reconcile && event.verb != Verb::look;
    if (is_hooks) outcome.policy = setup_.policy;
    outcome.pools.resize(setup_.pools.size());
    return outcome;
}

Outcome LoadBalancer::carry_out(const Event& event, const Address& member)
{
    Outcome outcome = begin(event, to_string(member));
    const bool may_promote = event.verb == Verb::promote || event.type == MemberType::primary;
    carry_out(outcome, event, may_promote, [&](PoolRun& run) { run.look_up(member); });
    return outcome;
}

void LoadBalancer::carry_out(Outcome& outcome, const Event& event, bool may_promote,
                             const std::function<void(PoolRun&)>& aim)
{
    LedgerMemory of_watchdog;
    const auto work = [&](const Pool& pool, const Gatekeeper& gatekeeper) {
        PoolRun run(setup_, pool, probe_, *desk_, event);
        aim(run);
        if (gatekeeper) run.under(gatekeeper, of_watchdog);  // one attempt at a time
        return run.run();
    };
    if (setup_.mode == PoolMode::watchdog) {
        outcome.pools = WatchdogRun(setup_, work).run();
    } else {
        fan_out(setup_.pools, may_promote, outcome, [&](const Pool& pool) { return work(pool, {}); });
    }
}

std::function<Pool(const Address&)> pool_maker(const Settings& settings, const pcp::Patience& patience)
{
    std::string user = settings.pcp_user;
    std::string passfile = settings.pcp_passfile;
    if (user.empty() || passfile.empty()) {
        const SystemUser system = system_user();
        if (user.empty()) user = system.name;
        if (passfile.empty()) passfile = system.home + "/.pcppass";
    }
    return [user, passfile, patience](const Address& address) {
        const std::uint16_t port = address.port.value_or(default_pcp_port);
        Pool pool{{.host = address.host, .port = port, .user = user, .patience = patience}};
        try {
            pool.options.password = pcp::password_from_file(passfile, {address.host, port, user});
        } catch (const pcp::Error& error) {
            pool.fault = translated(error);
        }
        return pool;
    };
}

std::vector<Pool> pools_of(const Settings& settings, const pcp::Patience& patience)
{
    const auto pool_at = pool_maker(settings, patience);
    std::vector<Pool> pools;
    for (const Address& address : settings.pools) pools.push_back(pool_at(address));
    return pools;
}

}  // namespace efm
