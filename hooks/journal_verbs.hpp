// The verbs of pgpool_backend about the journal. Each returns the exit code.
#pragma once

#include "call.hpp"

namespace hooks {

// events: the last ones; events ID: one, with what belongs to it, as a timeline or (--svg) a picture; events --merge
// FILE...: those of several hosts; events --copy FILE.
int events(Call& call);

// What another program has done: of its own it is no act.
int record(Call& call);

int hold(Call& call);
int release(Call& call);
int holds(Call& call);

}  // namespace hooks
