// Who is the collector, and whether one is on its way. Plain; who reads or writes it holds the lock. Times are in
// ticks().
#pragma once

#include <cstdint>

#include "snapshot.hpp"

namespace sqlext {

struct Office {
    std::int64_t holder;       // process id; 0: none
    Microseconds launched_at;  // 0: none is on its way
};

// What who needs a collector has to do.
enum class Summons {
    wake,    // it is there
    launch,  // it has been noted as on its way
    wait,    // for one that is on its way
    despair  // of that one: it ought to be there. The next one launches another
};
Summons summon(Office& office, Microseconds at);

// Whether the process is the collector from now on. One on demand relieves nobody: it may be the one that polls, who
// would not come again.
bool take(Office& office, std::int64_t process, bool on_demand);

// Whether it was the collector.
bool leave(Office& office, std::int64_t process);

}  // namespace sqlext
