// Work side by side.
#pragma once

#include <cstddef>
#include <functional>

namespace efm {

// Runs work(0) to work(count - 1) at once and returns when all are over; on the caller's thread one alone, or what gets
// no thread. Signals stay with the caller's thread. The first exception by index is thrown again.
void in_parallel(std::size_t count, const std::function<void(std::size_t)>& work);

}  // namespace efm
