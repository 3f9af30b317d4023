// What a house's records say about a rehearsal.
#pragma once

#include <string>

#include "house.hpp"
#include "verdict.hpp"

namespace scenarios {

// The address of one of the house's servers among a hook's arguments; empty if there is none.
std::string subject_of(const House& house, const support::EfmEvent& hook);

// A step of reconcile, which nobody called.
bool is_reconciled(const support::EfmEvent& event);

bool is_attach(const support::EfmEvent& event);
bool is_detach(const support::EfmEvent& event);

// The clients have stopped. `primary`: whose rows count.
Facts facts_of(const House& house, std::size_t primary);

}  // namespace scenarios
