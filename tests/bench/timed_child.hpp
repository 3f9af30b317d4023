// Starting a program and learning the moment of its end. All programs of a benchmark are started by this.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace bench {

using Clock = std::chrono::steady_clock;

double milliseconds_between(Clock::time_point begin, Clock::time_point end);

struct Invocation {
    std::vector<std::string> argv;                   // [0] is a path
    std::map<std::string, std::string> environment;  // over our own
};

// A child whose end can be polled for. What it prints goes to a file; it has no input. The destructor kills it.
class TimedChild {
public:
    // Throws std::system_error if it cannot be started.
    TimedChild(const Invocation& invocation, const std::filesystem::path& output);
    ~TimedChild();
    TimedChild(const TimedChild&) = delete;
    TimedChild& operator=(const TimedChild&) = delete;

    Clock::time_point begin() const { return begin_; }  // just before it was started
    int end_fd() const { return end_fd_; }              // readable when it has ended

    // Reaps it. The exit status as a shell has it: 128 and more for a signal.
    int wait();

private:
    Clock::time_point begin_;
    pid_t pid_ = 0;
    int end_fd_ = -1;
};

}  // namespace bench
