#include "watchdog_run.hpp"

#include <algorithm>

#include "efm/parallel.hpp"
#include "member_check.hpp"
#include "pcp/error.hpp"

namespace efm {
namespace {

using std::chrono::milliseconds;
using Clock = pcp::Deadline::Clock;

constexpr milliseconds longest_silence{2'500};  // Pgpool restarts its PCP process a second after each failover
constexpr milliseconds worthwhile{100};         // with less time left nothing is tried again
constexpr milliseconds between_tries{100};

}  // namespace

// Through whom the leader is told.
struct WatchdogRun::Door {
    Pool pool;
    std::string leader;
    bool moved = false;  // somebody else leads by now

    Gatekeeper gatekeeper()
    {
        return [this](pcp::Client& client) {
            const pcp::WatchdogReport report = client.watchdog();
            const std::string now = leader_of(report);
            moved = now != leader;
            if (moved) {
                throw Error(Error::Kind::try_later, "the watchdog's leader has changed from " +
                                                        (leader.empty() ? "nobody" : leader) + " to " +
                                                        (now.empty() ? "nobody" : now));
            }
            return closed_by(report);
        };
    }
};

WatchdogRun::WatchdogRun(const LoadBalancer::Setup& setup, const Work& work)
    : setup_(setup),
      work_(work),
      search_(setup),
      narrator_(setup.observe, "watchdog"),
      patience_(setup.pools.front().options.patience)
{
}

std::vector<PoolOutcome> WatchdogRun::run()
{
    WatchdogSearch::Found found = search_.find();
    std::vector<PoolOutcome> outcomes;
    if (found.state) {
        outcomes.push_back(act(found));
        if (!outcomes.front().failure && !outcomes.front().unpooled && !setup_.dry_run) {
            std::ranges::move(see_in_others(outcomes.front(), *found.state), std::back_inserter(outcomes));
        }
    } else {
        for (const auto& [pool, failure] : found.mute) {
            outcomes.emplace_back().pool = pcp::endpoint(pool.options);
            outcomes.back().failure = failure;
        }
    }
    for (const Pool& pool : found.alone) {
        if (!found.state || !found.state->at(pool)) outcomes.push_back(act_alone(pool));
    }
    return outcomes;
}

// Again and again, while the leader changes or is lost on the way.
PoolOutcome WatchdogRun::act(WatchdogSearch::Found& found)
{
    const auto start = Clock::now();
    for (;;) {
        Door door = door_to(found);
        acted_at_ = pcp::endpoint(door.pool.options);
        narrator_.note("watchdog", (door.leader.empty() ? "nobody leads" : "led by " + door.leader) +
                                       (found.state->closed.empty() ? "" : ", " + found.state->closed) +
                                       "; by way of " + acted_at_);
        narrator_.tell();
        PoolOutcome outcome = work_(door.pool, door.gatekeeper());
        outcome.took = std::chrono::duration_cast<milliseconds>(Clock::now() - start);
        if (!may_try_again(outcome, door)) return outcome;
        narrator_.note("watchdog", outcome.failure->what());
        if (outcome.failure->kind() == Error::Kind::unreachable) given_up_.insert(acted_at_);
        if (!find_again(found, outcome.open_promote)) return outcome;
    }
}

// What is in a leader's queue may still be done while it leads: a promote is not sent twice.
bool WatchdogRun::find_again(WatchdogSearch::Found& found, bool only_another_leader)
{
    const std::string before = found.state->leader;
    do {
        pcp::pause(patience_, between_tries);
        WatchdogSearch::Found again = search_.find();
        if (!again.state) return false;
        found = std::move(again);
    } while (only_another_leader && found.state->leader == before && !patience_.deadline.expired());
    return !only_another_leader || found.state->leader != before;
}

// The leader, unless its PCP cannot be reached from here: then any member, which hands on what it is told.
WatchdogRun::Door WatchdogRun::door_to(const WatchdogSearch::Found& found)
{
    const WatchdogState& state = *found.state;
    Door door{*found.teller, state.leader};
    if (const WatchdogMember* leader = state.leading()) door.pool = leader->pool;
    if (given_up_.contains(pcp::endpoint(door.pool.options))) {
        door.pool = *found.teller;
        if (given_up_.contains(pcp::endpoint(door.pool.options))) given_up_.clear();
    }
    door.pool.silence = std::min(longest_silence, patience_.deadline.remaining() / 4);
    door.pool.turn = "watchdog " + pcp::endpoint(setup_.pools.front().options);
    door.pool.queue = state.leader;
    return door;
}

bool WatchdogRun::may_try_again(const PoolOutcome& outcome, const Door& door) const
{
    if (!outcome.failure || patience_.cancelled() || patience_.deadline.remaining() < worthwhile) return false;
    if (door.moved) return true;
    switch (outcome.failure->kind()) {
        case Error::Kind::unreachable:
            return true;
        case Error::Kind::try_later:
            return outcome.failed_proof == Missing::nothing && !outcome.taken_back;
        case Error::Kind::refused:
            return door.leader.empty() && outcome.failed_proof == Missing::nothing;
        default:
            return false;
    }
}

PoolOutcome WatchdogRun::act_alone(const Pool& pool) const
{
    PoolOutcome outcome = work_(pool, {});
    outcome.remarks.emplace_back("its watchdog is not enabled: it was acted on by itself");
    return outcome;
}

std::vector<PoolOutcome> WatchdogRun::see_in_others(const PoolOutcome& done, const WatchdogState& state)
{
    std::vector<const WatchdogMember*> others;
    for (const WatchdogMember& member : state.members) {
        if (pcp::endpoint(member.pool.options) != acted_at_) others.push_back(&member);
    }
    std::vector<PoolOutcome> outcomes(others.size());
    in_parallel(others.size(), [&](std::size_t i) { outcomes[i] = see(*others[i], done); });
    return outcomes;
}

// One that does not take part is told nothing, and takes over the leader's state when it does again. If it answers, it
// is looked at all the same: it may serve clients.
PoolOutcome WatchdogRun::see(const WatchdogMember& member, const PoolOutcome& done)
{
    MemberCheck check(member.pool, done, setup_.observe);
    if (member.takes_part && check.see(patience_)) return check.outcome();
    if (member.takes_part && (check.was_seen() || takes_part(member))) return check.outcome();
    if (!member.takes_part && check.see_once(patience_)) return check.outcome();
    if (!check.was_seen()) {
        check.excuse("the watchdog has it as " + member.state);
    } else if (check.has_no_watchdog(patience_)) {
        return act_alone(member.pool);
    }
    return check.outcome();
}

// As the leader sees it by now.
bool WatchdogRun::takes_part(const WatchdogMember& member) const
{
    WatchdogSearch search(setup_);
    const auto found = search.find();
    if (!found.state) return true;
    const WatchdogMember* now = found.state->at(member.pool);
    return now && now->takes_part;
}

}  // namespace efm
