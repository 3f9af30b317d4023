// Orders as jobs: carried out by a process of their own, so that they survive who gave them. The functions are the
// server's: they may raise SQL errors.
#pragma once

#include <cstdint>

#include "shared.hpp"

namespace sqlext {

// The table of jobs: all processes' own, or this process's where nothing is shared.
Shared& job_table();

// In the current memory context: the order, and who gives it. Submitted by nobody yet.
Job* new_job(const Order& order);

// An SQL error, unless it may be ordered here and now.
void check_may_order(Job& job);

// Ends in an SQL error, and in the log.
[[noreturn]] void refuse(Job& job, const Failure& failure);

// The job's id. It is on its way, or over where there is no process to give it to.
std::int64_t submit(Job& job);

// Copies the job when it is over, or the time is. False: there is no such job.
bool wait_for_job(std::int64_t id, Microseconds until, Job* copy);

}  // namespace sqlext
