// Children that nobody waits for any more. They must not stay as zombies of a program that stays. Private to the
// library.
#pragma once

#include <sys/types.h>

namespace efm {

// Leaves one to itself: it is reaped by a later call of either, or with this program. For several threads.
void leave_child(pid_t child);
void reap_left_children();

}  // namespace efm
