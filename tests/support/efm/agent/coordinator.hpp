// Follows who comes and goes. In the agent that coordinates it decides what that means; in all of them it keeps the
// .nodes file, and notices that this node is cut off.
#pragma once

#include <string>
#include <thread>

#include "context.hpp"

namespace standin {

class Coordinator {
public:
    explicit Coordinator(Context& context);
    ~Coordinator() { thread_.join(); }
    Coordinator(const Coordinator&) = delete;
    Coordinator& operator=(const Coordinator&) = delete;

private:
    using Clock = Membership::Clock;
    using Change = Membership::Change;

    void loop();
    void tick();
    void write_nodes_file();
    void maintain_lists();

    // Those who are gone.
    void handle_gone(const std::vector<Change>& gone);
    void check_isolation();
    void one_gone(const Change& change);
    void primary_gone(const MemberState& primary, bool left);
    void primary_agent_alone_gone(const MemberState& primary);
    void standby_gone(const MemberState& standby, bool left);
    void remind_of_missing_primary();

    void handle_failed_primary();
    void fail_over(const std::string& failed, bool failed_here, std::vector<std::string> after);
    void leave_isolation();

    Context& context_;
    Clock::time_point started_ = Clock::now();
    std::string missing_primary_;  // its agent is gone, its database runs
    Clock::time_point last_reminder_{};
    Clock::time_point together_since_{};
    std::size_t last_size_ = 1;
    std::thread thread_;
};

}  // namespace standin
