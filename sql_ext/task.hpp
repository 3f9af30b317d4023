// C++ work beside a server process that waits for it: the process keeps serving its interrupts meanwhile.
#pragma once

#include <atomic>
#include <exception>
#include <functional>
#include <thread>

namespace sqlext {

// Runs work on a thread of its own, which takes no signals and must not call the server. Destroying it asks the work to
// stop and waits until it has.
class Task {
public:
    using Cancelled = std::function<bool()>;
    using Work = std::function<void(const Cancelled& cancelled)>;

    Task() = default;
    ~Task() { stop(); }
    Task(const Task&) = delete;
    Task& operator=(const Task&) = delete;

    // Once. The work is told by `cancelled` that nobody waits any more. Throws std::system_error.
    void start(Work work);

    // Becomes readable when the work is over; -1 before start().
    int descriptor() const { return done_; }
    bool is_over() const { return over_; }

    // Waits, then throws what the work threw.
    void finish();

    void cancel() noexcept { cancelled_ = true; }  // does not wait
    void stop() noexcept;

private:
    void run(const Work& work) noexcept;

    int done_ = -1;
    std::atomic<bool> cancelled_{false};
    std::atomic<bool> over_{false};
    std::exception_ptr failure_;
    std::thread thread_;
};

}  // namespace sqlext
