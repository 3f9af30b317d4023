// Who is the collector, and whether one is on its way. Plain; who reads or writes it holds the lock. Times are in
// ticks().
#pragma once

#include <cstdint>

#include "snapshot.hpp"

namespace sqlext {

struct Office {
    std::int64_t holder;       // process id; 0: none
    bool is_filled_soon;       // one is on its way
    Microseconds launched_at;  // the last one; 0: none yet
};

// What who needs a collector has to do.
enum class Summons {
    wake,    // it is there
    launch,  // it has been noted as on its way
    wait,    // for one that is on its way
    despair  // it ought to be there by now, or has just ended: who wants something, looks himself
};
Summons summon(Office& office, Microseconds at);

// None is on its way after all.
void give_up(Office& office);

// Whether the process is the collector from now on. One on demand relieves nobody: it may be the one that polls, who
// would not come again.
bool take(Office& office, std::int64_t process, bool on_demand);

// Whether it was the collector.
bool leave(Office& office, std::int64_t process);

}  // namespace sqlext
