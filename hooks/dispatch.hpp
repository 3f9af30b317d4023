// The verbs of pgpool_backend by name.
#pragma once

#include "call.hpp"

namespace hooks {

// Runs the verb that the first operand names, letters in any case. Throws efm::Error (usage) for one it does not know.
int dispatch(Call& call);

}  // namespace hooks
