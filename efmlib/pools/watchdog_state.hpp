// What a watchdog says of itself, as this suite takes it: who its members are and how each is reached, who leads, and
// whether it lets anybody in. Pure functions. Private to the library.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "efm/ask_pools.hpp"
#include "efm/backend_map.hpp"
#include "pcp/pool.hpp"

namespace efm {

struct WatchdogMember {
    std::string name;   // "pgpool1:9999 Linux pgpool1"
    std::string state;  // in the watchdog's words: "STANDBY"
    Pool pool;
    bool takes_part = false;  // it is told of every change, or will be in a moment
};

struct WatchdogState {
    std::vector<WatchdogMember> members;
    std::string leader;  // its name; empty: there is none
    std::string closed;  // why nobody is let in; empty: that is open

    const WatchdogMember* leading() const;

    // The member whose PCP this is. Null: none is known to be.
    const WatchdogMember* at(const Pool& pool) const;
};

// The watchdog tells no PCP ports: a member that one of `named` is at is reached as that says, any other at its own
// host by `pool_at`, at the port of `teller`. Throws Error (configuration) if two members cannot be told apart by their
// host.
WatchdogState state_of(const pcp::WatchdogReport& report, const std::vector<Pool>& named, const Pool& teller,
                       const Resolved& resolved, const std::function<Pool(const Address&)>& pool_at);

// The members that take part and that none of `named` reaches, by the best of what these report, one each; null:
// nothing. None if they cannot be told apart.
std::vector<Pool> unnamed_members(const std::vector<const pcp::WatchdogReport*>& reports,
                                  const std::vector<Pool>& named, const Resolved& resolved,
                                  const std::function<Pool(const Address&)>& pool_at);

// Whether a node in this state, in the watchdog's numbers, is told of every change, or will be in a moment.
bool takes_part(int state);

// How much a report is worth, never below zero: a member that is cut off knows less than one that sees a majority.
int worth(const pcp::WatchdogReport& report);

// Empty if there is none.
std::string leader_of(const pcp::WatchdogReport& report);

// Why nobody is to be let in: no quorum, or no leader. Empty if there are both.
std::string closed_by(const pcp::WatchdogReport& report);

}  // namespace efm
