// One event in the pools of one watchdog: acted on at its leader, seen in all members. Private to the library.
#pragma once

#include <functional>
#include <set>
#include <string>
#include <vector>

#include "narrator.hpp"
#include "pool_run.hpp"
#include "watchdog_search.hpp"

namespace efm {

class WatchdogRun {
public:
    // The event in one pool. The gatekeeper may be empty.
    using Work = std::function<PoolOutcome(const Pool&, const Gatekeeper&)>;

    // Both have to outlive this.
    WatchdogRun(const LoadBalancer::Setup& setup, const Work& work);

    // The leader's outcome first, then those of the other members, then those of pools that turned out to have no
    // watchdog and were acted on by themselves.
    std::vector<PoolOutcome> run();

private:
    struct Door;

    PoolOutcome act(WatchdogSearch::Found& found);
    bool find_again(WatchdogSearch::Found& found, bool only_another_leader);
    Door door_to(const WatchdogSearch::Found& found);
    bool may_try_again(const PoolOutcome& outcome, const Door& door) const;
    PoolOutcome act_alone(const Pool& pool) const;
    std::vector<PoolOutcome> see_in_others(const PoolOutcome& done, const WatchdogState& state);
    PoolOutcome see(const WatchdogMember& member, const PoolOutcome& done);
    bool takes_part(const WatchdogMember& member) const;

    const LoadBalancer::Setup& setup_;
    const Work& work_;
    WatchdogSearch search_;
    Narrator narrator_;
    pcp::Patience patience_;
    std::string acted_at_;            // the endpoint of the pool that was asked
    std::set<std::string> given_up_;  // endpoints
};

}  // namespace efm
