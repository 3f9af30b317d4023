// One event in several independent pools at once. Private to the library.
#pragma once

#include <functional>
#include <vector>

#include "efm/load_balancer.hpp"

namespace efm {

// Calls `work` once a pool, from several threads, and fills in outcome.pools in the order of the pools. Where a promote
// may come of it, pools that may be members of one watchdog go one after the other, since two of them may be one; what
// is silent holds up nobody.
void fan_out(const std::vector<Pool>& pools, bool may_promote, Outcome& outcome,
             const std::function<PoolOutcome(const Pool&)>& work);

}  // namespace efm
