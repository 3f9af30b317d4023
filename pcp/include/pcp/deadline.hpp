// One absolute point on the monotonic clock by which a whole invocation has to be over. A plain value: copy it.
#pragma once

#include <chrono>
#include <functional>

namespace pcp {

class Deadline {
public:
    using Clock = std::chrono::steady_clock;

    static Deadline after(std::chrono::milliseconds span) { return Deadline{Clock::now() + span}; }

    // Never below zero. Rounded up, so that a wait for it does not end early.
    std::chrono::milliseconds remaining() const;
    bool expired() const { return Clock::now() >= at_; }

    // The sooner of this deadline and one `span` from now.
    Deadline capped(std::chrono::milliseconds span) const;

private:
    explicit Deadline(Clock::time_point at) : at_(at) {}

    Clock::time_point at_;
};

// What every wait in the library is bounded by: a deadline, and a question asked several times a second.
struct Patience {
    Deadline deadline = Deadline::after(std::chrono::seconds{15});
    std::function<bool()> cancelled = [] {
        return false;
    };
};

// How long a wait may last before it asks again: at most 50 ms. Throws Error (timeout or cancelled) saying what was
// being done ("reading the reply") when the wait has to end.
std::chrono::milliseconds next_slice(const Patience& patience, const char* what);

// Waits for `span`, less if the deadline or a cancellation ends it sooner. The pause between two polls.
void pause(const Patience& patience, std::chrono::milliseconds span);

}  // namespace pcp
