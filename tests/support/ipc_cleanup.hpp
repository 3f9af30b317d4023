// The shared memory and semaphores that servers leave behind when they are killed.
#pragma once

#include <sys/types.h>

#include <set>

namespace support {

// Removes the System V segments that these processes made and nobody is attached to, and their semaphores.
void remove_ipc_of(const std::set<pid_t>& dead);

}  // namespace support
