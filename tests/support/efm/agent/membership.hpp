// Who belongs to the cluster, who is there, who coordinates. Plain counting of heartbeats, no consensus; safe to use
// from several threads.
#pragma once

#include <chrono>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "config.hpp"
#include "member.hpp"

namespace standin {

class Membership {
public:
    using Clock = std::chrono::steady_clock;

    struct Change {
        enum class Kind { arrived, left, lost };
        Kind kind = Kind::arrived;
        MemberState member;  // as it was last heard
        bool cluster_stops = false;
    };

    enum class Heard { taken, refused, of_another_cluster };

    explicit Membership(const Config& config);

    MemberState self() const;
    void change_self(const std::function<void(MemberState&)>& change);
    void on_change(std::function<void()> notice);  // called after each change of our state or lists

    // What a heartbeat carries, and where it goes: to all who may be members.
    Json heartbeat() const;
    Json farewell(bool cluster_stops) const;
    std::vector<Endpoint> destinations() const;

    Heard hear(const Json& message, Clock::time_point now);
    std::vector<Change> take_changes(Clock::time_point now);  // losses only once no more of them follow

    std::vector<MemberState> view() const;  // those present, ourselves included, by address
    std::vector<MemberState> others() const;
    std::optional<MemberState> find(const std::string& address) const;  // among those present
    std::optional<MemberState> of_type(MemberType type) const;
    bool has_primary() const;  // or one that is being promoted
    std::vector<std::string> down() const;
    std::string last_primary() const;  // the last one that was seen; empty: none yet

    bool has_majority() const;
    bool has_half() const;
    std::string coordinator() const;
    bool coordinates() const { return coordinator() == address_; }

    SharedLists lists() const;
    void change_lists(const std::function<void(SharedLists&)>& change);  // counts the version on if anything changed
    std::vector<std::string> failover_priority() const;                  // as the status shows it

    void forget_absent();  // reset-members

private:
    struct Peer {
        MemberState state;
        Clock::time_point heard;
        enum class Presence { present, left, lost } presence = Presence::present;
    };

    void adopt(const SharedLists& theirs, const std::string& from);
    void note_arrival(const MemberState& state, Clock::time_point now);
    void note_losses(Clock::time_point now);
    void note_farewell(const Json& message);
    void forget_lost_minority();
    std::vector<MemberState> view_locked() const;

    mutable std::mutex mutex_;
    std::string cluster_;
    std::string address_;
    Generation generation_;
    std::chrono::milliseconds node_timeout_;
    std::chrono::milliseconds settle_;
    bool allows_all_;
    std::vector<Endpoint> nodes_;
    std::function<void()> notice_ = [] {
    };

    MemberState self_;
    SharedLists lists_;
    std::map<std::string, Peer> peers_;
    std::set<std::string> quorum_base_;  // a majority is more than half of these
    std::vector<Change> changes_;
    Clock::time_point last_loss_{};
    std::string last_primary_;
};

}  // namespace standin
