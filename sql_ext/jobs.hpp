// Orders as jobs: carried out by a process of their own, so that they survive who gave them. The functions are the
// server's: they may raise SQL errors.
#pragma once

#include <cstddef>

#include "shared.hpp"

namespace sqlext {

// The table of jobs: all processes' own, or this process's where nothing is shared.
Shared& job_table();

// Runs the job in this process to its end.
void carry_out_job(std::size_t index);

}  // namespace sqlext
