// The exit codes of all programs, after sysexits.h. Never 1 and never 255, which EFM's scripts used for other things;
// the one exception is the old verb check_primary (1 primary, 0 standby, 255 unknown).
#pragma once

#include "efm/error.hpp"

namespace hooks {

enum ExitCode : int {
    exit_done = 0,              // seen to be done, or already true
    exit_usage = 64,            // the command line is off
    exit_bad_data = 65,         // an address fits several backends, a script cannot be read
    exit_unknown_backend = 68,  // Pgpool has no backend with this address
    exit_unreachable = 69,      // Pgpool, EFM or a server cannot be reached
    exit_bug = 70,              // a fault of ours
    exit_system = 71,           // the operating system failed us
    exit_try_later = 75,        // not seen by the deadline, busy, cancelled: may be tried again
    exit_protocol = 76,         // an answer that cannot be believed
    exit_refused = 77,          // login, permission, or a proof that failed
    exit_configuration = 78,    // a setting or a settings file is off
};

// The one table from what went wrong to what the caller is told.
ExitCode exit_code(efm::Error::Kind kind);

}  // namespace hooks
