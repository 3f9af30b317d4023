// pgpool_backend reconcile: make the pools agree with what is true, and with what was ordered.
#pragma once

#include "call.hpp"

namespace hooks {

// One pass, or (--every) one after the other. Returns the exit code.
int reconcile(Call& call);

}  // namespace hooks
