// Waiting for a state, not for a time.
#pragma once

#include <chrono>

#include "pcp/deadline.hpp"

namespace support {

// Asks `predicate` every few milliseconds until it says yes or the time is over; then once more. The last answer.
template <typename Predicate>
bool eventually(Predicate predicate, std::chrono::milliseconds limit = std::chrono::seconds{15},
                std::chrono::milliseconds pause = std::chrono::milliseconds{5})
{
    const pcp::Patience patience{pcp::Deadline::after(limit)};
    while (!patience.deadline.expired()) {
        if (predicate()) return true;
        pcp::pause(patience, pause);
    }
    return predicate();
}

}  // namespace support
