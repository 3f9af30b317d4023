// Many hooks at once, and many clusters.
#pragma once

#include <vector>

#include "measurement.hpp"

namespace bench {

// Twenty hooks at once in a pool of three, ten for each standby: their detach, then their attach. Each has to exit 0,
// and both standbys have to be as asked. Judged by the slowest of a hundred against the deadline of a hook.
std::vector<Comparison> crowd(int rounds);

// A pass of reconcile that finds nothing to do, in simulated pools of five backends each: what it takes a cluster, with
// ten of them and with a hundred. Throws std::runtime_error if a pass does something, or connects more than twice to a
// pool.
Comparison clusters(int rounds);

}  // namespace bench
