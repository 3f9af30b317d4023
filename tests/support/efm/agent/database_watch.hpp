// Looks at this member's database every local.period, and at the custom monitor's script every interval.
#pragma once

#include <thread>

#include "context.hpp"

namespace standin {

class DatabaseWatch {
public:
    explicit DatabaseWatch(Context& context);
    ~DatabaseWatch();
    DatabaseWatch(const DatabaseWatch&) = delete;
    DatabaseWatch& operator=(const DatabaseWatch&) = delete;

private:
    using Clock = std::chrono::steady_clock;

    void watch();
    void tick();
    void look(MemberType type);
    void judge(MemberType type, Role role);
    void retry_when_idle();
    void run_monitor();
    void ask_monitor();

    Context& context_;
    Clock::time_point last_success_ = Clock::now();
    Clock::time_point last_resume_ = Clock::now();
    std::thread watcher_;
    std::thread monitor_;
};

}  // namespace standin
