// Where EFM or Pgpool calls a program from, and what they make of its exit status.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "efm/party.hpp"

namespace hooks {

struct Slot {
    const char* name;
    efm::Party party;  // whose word a call from there is
    bool forgives;     // a failure of ours must not become one of the cluster
};

// lb, post-promotion, fence, monitor, follow. Throws efm::Error (usage) naming them for anything else.
const Slot& slot_of(const std::string& name);

// By --as, wherever it stands, before the command line is checked: a fault of it has to be forgiven as well. None
// without --as, or if there is no such slot.
const Slot* slot_in(const std::vector<std::string>& words);

}  // namespace hooks
