// The end of the agent, and every pause before it.
#pragma once

#include <chrono>
#include <condition_variable>
#include <mutex>

namespace standin {

class Stop {
public:
    void request()
    {
        {
            const std::lock_guard lock(mutex_);
            requested_ = true;
        }
        condition_.notify_all();
    }

    bool requested() const
    {
        const std::lock_guard lock(mutex_);
        return requested_;
    }

    // True when it is time to end; else after the span.
    bool wait(std::chrono::milliseconds span) const
    {
        std::unique_lock lock(mutex_);
        return condition_.wait_for(lock, span, [&] { return requested_; });
    }

private:
    mutable std::mutex mutex_;
    mutable std::condition_variable condition_;
    bool requested_ = false;
};

}  // namespace standin
