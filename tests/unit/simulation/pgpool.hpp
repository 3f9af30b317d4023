// A Pgpool-II 4.3 without watchdog, as its clients get to know it: what it is asked for is queued and done later or
// lost, it attaches what is dead, and a promote marks all others down.
#pragma once

#include <deque>
#include <optional>
#include <vector>

#include "efm/plan.hpp"
#include "random.hpp"
#include "servers.hpp"

namespace simulation {

using Millis = std::int64_t;

struct Request {
    efm::Act act = efm::Act::detach;
    int backend = 0;
};

struct FollowCall {
    int backend = 0;
    std::optional<int> old_primary;
    int new_primary = 0;
};

class Pgpool {
public:
    enum class Answer { queued, rejected };

    Pgpool(const Servers& servers, Random& random, bool follows, bool checks_health);

    bool is_running() const { return running_; }
    efm::PoolView view() const;
    bool is_attached(int backend) const { return pcp::is_attached(status(backend)); }
    std::optional<int> primary() const { return primary_; }
    int count_attached() const;

    Answer take(const Request& request);
    bool has_work(Millis now) const { return running_ && !queue_.empty() && now >= busy_until_; }
    bool has_requests() const { return running_ && !queue_.empty(); }
    std::string work(Millis now);  // all that is queued; says what it did
    void work_by_hand(const Request& request, Millis now);
    bool checks_health() const { return checks_health_; }
    bool check_health();  // false: nothing to do

    // The next backend that its follow command is to be run for. The one before has ended.
    std::optional<FollowCall> next_follow();

    enum class StatusFile { present, old, none };
    void crash();
    void start(StatusFile file);
    void keep_status_file() { old_file_ = file_; }

private:
    struct Follow {
        std::optional<int> old_primary;
        int new_primary = 0;
        int next = 0;
    };

    pcp::NodeStatus status(int backend) const { return status_[static_cast<std::size_t>(backend)]; }
    void set(int backend, pcp::NodeStatus status);
    std::optional<int> search() const;
    void apply(const Request& request, Millis now);
    void attach(int backend, Millis now);
    void detach(int backend, Millis now);
    void promote(int backend);
    void search_again(Millis now);
    void start_follow(std::optional<int> old_primary);

    const Servers& servers_;
    Random& random_;
    bool follows_;
    bool checks_health_;
    bool running_ = true;
    std::vector<pcp::NodeStatus> status_;
    std::vector<pcp::NodeStatus> file_;
    std::vector<pcp::NodeStatus> old_file_;
    std::optional<int> primary_ = 0;
    std::deque<Request> queue_;
    std::deque<Follow> follows_pending_;
    Millis busy_until_ = 0;
};

std::string to_string(const Pgpool& pool);

}  // namespace simulation
