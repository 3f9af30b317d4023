// All parts of one agent, and the words in which its jobs are written.
#pragma once

#include <atomic>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "ask.hpp"
#include "config.hpp"
#include "hooks.hpp"
#include "journal.hpp"
#include "membership.hpp"
#include "notifier.hpp"
#include "server_control.hpp"
#include "stop.hpp"
#include "virtual_ip.hpp"

namespace standin {

// Jobs that change the server or the agent's type take turns; the database watch looks away meanwhile.
class Turns {
public:
    // Odd while a job is under way; another number after each.
    unsigned stamp() const { return stamp_; }

private:
    friend class Operation;
    std::mutex mutex_;
    std::atomic<unsigned> stamp_ = 0;
};

class Operation {
public:
    explicit Operation(Turns& turns) : turns_(turns), lock_(turns.mutex_) { ++turns_.stamp_; }
    ~Operation() { ++turns_.stamp_; }
    Operation(const Operation&) = delete;
    Operation& operator=(const Operation&) = delete;

private:
    Turns& turns_;
    std::lock_guard<std::mutex> lock_;
};

struct Context {
    explicit Context(const Config& configuration);

    const Config& config;
    Stop stop;
    Journal journal;
    HookRunner hooks;
    Membership membership;
    Notifier notifier;
    ServerControl server;
    VirtualIp vip;
    Turns turns;
    std::atomic<bool> cluster_stops = false;  // the reason of the end, for the farewell

    std::string address() const { return config.address(); }
    bool is_witness() const { return config.is_witness(); }

    // Notifications, with "for cluster NAME" appended to the subject.
    void info(const std::string& subject, const std::string& text = "");
    void warn(const std::string& subject, const std::string& text = "");
    void severe(const std::string& subject, const std::string& text = "");

    // A hook whose failure is only reported, under this subject. `done`: the subject of the notification of success.
    HookResult run_hook(const std::string& property, const Placeholders& placeholders, const std::string& failure,
                        const std::string& done = "");
    void attach(char type);  // ourselves
    void detach(const std::string& address, char type);

    // Records `type`: the new type's name and why.
    void become(MemberType type, const std::string& why, IdleCause cause = IdleCause::none);
    void take_vip();
    void drop_vip();

    // A step of a thread of ours: what it throws is written down and goes no further.
    void guarded(const char* what, const std::function<void()>& step);

    // Another agent's answer. Empty if there is none: it is gone, or cannot be reached. The time counts only where the
    // answer has to come at once; without it we wait as long as the other one is there.
    std::optional<Json> ask_member(const MemberState& member, Json question,
                                   std::optional<std::chrono::milliseconds> limit = std::nullopt);
    // All at once; in the members' order.
    std::vector<std::optional<Json>> ask_members(const std::vector<MemberState>& members, const Json& question,
                                                 std::optional<std::chrono::milliseconds> limit = std::nullopt);

    // From here within remote.timeout; and from any member, ourselves included if `also_here`.
    bool can_reach_database(const std::string& address);
    bool anyone_reaches_database(const std::string& address, bool also_here);
};

}  // namespace standin
