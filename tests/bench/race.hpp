// A call that is timed against what it is to bring about.
#pragma once

#include <chrono>
#include <filesystem>
#include <functional>

#include "status_watch.hpp"
#include "timed_child.hpp"

namespace bench {

// How long one call took, in milliseconds from just before its start.
struct Times {
    double shown = 0;     // until the pool showed the wanted state
    double returned = 0;  // until that, and the program had returned
};

// Either may come first. `is_shown` is asked whenever the pool's status file has changed. Throws std::runtime_error
// with the program's output if it fails, or if either has not come in time.
Times race(const Invocation& invocation, const std::filesystem::path& output, const StatusWatch& watch,
           const std::function<bool()>& is_shown, std::chrono::milliseconds limit);

}  // namespace bench
