// The signals a hook lives with.
#pragma once

namespace hooks {

// SIGTERM and SIGINT end the work at the next wait, SIGHUP has the log reopened. SIGPIPE and SIGXFSZ are ignored: a
// reader of our output that is gone, or a log that has reached the limit of a file's size, must not stop an act.
// SIGCHLD is not left ignored, as some callers hand it down: the kernel would reap the programs that we run, and nobody
// could say how they ended.
void install_signal_handlers();

// The signal that asked us to end; 0 if none did.
int ending_signal();

// Whether SIGHUP came since the last call.
bool take_hangup();

}  // namespace hooks
