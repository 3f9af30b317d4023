// What happened in a house since a moment, in one order: EFM, its hooks, Pgpool, the servers, the clients.
#pragma once

#include <string>

#include "rehearsal.hpp"

namespace scenarios {

// One line for each moment, with its seconds from the act's event. For people.
std::string timeline(const House& house, const Act& act);

}  // namespace scenarios
