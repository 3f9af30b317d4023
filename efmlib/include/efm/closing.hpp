// From what came of an event to what the journal keeps of it.
#pragma once

#include "efm/journal_records.hpp"
#include "efm/load_balancer.hpp"

namespace efm {

// not_reached if trying again may help, which is what reconcile does; refused if it will not.
Ending ending_of(Error::Kind kind);

// Not reached if that is so in one pool.
Closing closing_of(const Outcome& outcome);

}  // namespace efm
