// The process that waits for the disk. Private to the library.
//
// It is forked, so that nothing of the disk's can hold up the one who acts: a process that hangs in the kernel cannot
// be ended, and neither can one with a thread that does. It has none of the caller's files, so that no pipe, lock or
// connection stays open for its sake; takes no signal of the caller's; and ends when the caller's end of the line is
// closed and all that came over it is kept. A request that takes too long ends it. Starting one reaps those that have
// ended; the last is reaped with the caller.
#pragma once

#include <string>

#include "child_process.hpp"

namespace efm {

// Which journal: this host's own, or a file to read.
struct KeptFile {
    std::string state_dir{};
    std::string file{};  // if not empty, this, and only to be read
};

// Starts one. The descriptor is the caller's end of the line, and does not block; see journal_line.hpp for what goes
// over it. Throws Error (system).
Descriptor start_keeper(const KeptFile& what);

}  // namespace efm
