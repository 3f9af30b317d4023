// The verbs of pgpool_backend that only read. Each returns the exit code.
#pragma once

#include "call.hpp"

namespace hooks {

// The codes of the 2020 script: 1 primary, 0 standby, 255 unknown, whatever the reason.
int check_primary(Call& call);

// Prints primary or standby, as the pool labels the backend; 0 when that could be told.
int role(Call& call);

// All backends of all pools, as a table or as JSON.
int nodes(Call& call);

// EFM, pools and servers in one picture, and what of it does not agree; see status_page.hpp.
int status(Call& call);

// The same and this host's journal for Prometheus, to standard output or a file.
int metrics(Call& call);

// The watchdog's view of each pool. Further operands are ignored: the script demanded one.
int watchdog(Call& call);

// Every setting with its origin; `config import SCRIPT` makes a hooks.conf out of a script's variables.
int config(Call& call);

}  // namespace hooks
