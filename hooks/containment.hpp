// Work in a process of its own, so that no crash and no hang of it is the caller's.
#pragma once

#include <chrono>
#include <functional>

namespace hooks {

// Runs `work` in a child and waits for it: not much longer than the time that it announces, or than some seconds while
// it has not. Then it is killed. A signal that ends this process is passed on. Whatever becomes of the child, it
// returns; how it ended is said on standard output if that was not by itself.
void run_contained(const std::function<int()>& work);

// By the work, when it knows its deadline. Does nothing where nobody contains it.
void announce_span(std::chrono::milliseconds span);

}  // namespace hooks
