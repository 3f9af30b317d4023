#include "pgpool.hpp"

#include <algorithm>

namespace simulation {
namespace {

using pcp::NodeStatus;

constexpr std::size_t queue_length = 10;
constexpr Millis pause_after_work = 1'000;
constexpr int longest_search = 10'000;

}  // namespace

Pgpool::Pgpool(const Servers& servers, Random& random, bool follows, bool checks_health)
    : servers_(servers),
      random_(random),
      follows_(follows),
      checks_health_(checks_health),
      status_(server_count, NodeStatus::up),
      file_(status_),
      old_file_(status_)
{
}

efm::PoolView Pgpool::view() const
{
    efm::PoolView view;
    for (int id = 0; id < server_count; ++id) {
        const pcp::Role role = primary_ == id ? pcp::Role::primary : pcp::Role::standby;
        view.backends.push_back({id, "10.0.0." + std::to_string(id + 1), 5432, status(id), role});
    }
    return view;
}

int Pgpool::count_attached() const
{
    return static_cast<int>(std::ranges::count_if(status_, [](NodeStatus s) { return pcp::is_attached(s); }));
}

// Written on each change, but not when nothing is left.
void Pgpool::set(int backend, NodeStatus status)
{
    status_[static_cast<std::size_t>(backend)] = status;
    if (count_attached() > 0) file_ = status_;
}

Pgpool::Answer Pgpool::take(const Request& request)
{
    if (request.act == efm::Act::detach && !is_attached(request.backend)) return Answer::rejected;
    if (request.act == efm::Act::promote && primary_ == request.backend) return Answer::rejected;
    if (queue_.size() < queue_length) queue_.push_back(request);
    return Answer::queued;
}

std::string Pgpool::work(Millis now)
{
    std::string done;
    busy_until_ = now + pause_after_work;
    for (; !queue_.empty(); queue_.pop_front()) {
        const Request& request = queue_.front();
        done += std::string(efm::to_string(request.act)) + ' ' + std::to_string(request.backend) + ", ";
        apply(request, now);
    }
    return done + to_string(*this);
}

void Pgpool::work_by_hand(const Request& request, Millis now)
{
    if (running_ && take(request) == Answer::queued) work(now);
}

void Pgpool::apply(const Request& request, Millis now)
{
    switch (request.act) {
        case efm::Act::attach:
            return attach(request.backend, now);
        case efm::Act::detach:
            return detach(request.backend, now);
        case efm::Act::promote:
            return promote(request.backend);
    }
}

// Several primaries: the highest if at least one standby answers, else the lowest.
std::optional<int> Pgpool::search() const
{
    std::vector<int> found;
    bool standby = false;
    for (const Server& server : servers_) {
        if (!is_attached(server.id) || !server.is_up()) continue;
        if (server.in_recovery) standby = true;
        if (!server.in_recovery) found.push_back(server.id);
    }
    if (found.empty()) return std::nullopt;
    return standby ? found.back() : found.front();
}

void Pgpool::search_again(Millis now)
{
    primary_ = search();
    if (!primary_) busy_until_ = now + random_.between(1'000, longest_search);
}

void Pgpool::attach(int backend, Millis now)
{
    if (is_attached(backend)) return;
    set(backend, NodeStatus::waiting);
    if (!follows_pending_.empty()) return;
    const bool had_none = !primary_;
    search_again(now);
    if (had_none && primary_) start_follow(std::nullopt);
}

void Pgpool::detach(int backend, Millis now)
{
    if (!is_attached(backend)) return;
    set(backend, NodeStatus::down);
    if (primary_ != backend) return;
    search_again(now);
    if (!primary_ || !follows_) return;
    for (int id = 0; id < server_count; ++id) {
        if (id != *primary_) set(id, NodeStatus::down);
    }
    start_follow(backend);
}

// PostgreSQL is not asked. All others are marked down, whether or not anybody will bring them back.
void Pgpool::promote(int backend)
{
    if (!is_attached(backend) || primary_ == backend) return;
    const std::optional<int> old = primary_;
    primary_ = backend;
    for (int id = 0; id < server_count; ++id) {
        if (id != backend) set(id, NodeStatus::down);
    }
    start_follow(old);
}

void Pgpool::start_follow(std::optional<int> old_primary)
{
    if (follows_) follows_pending_.push_back({old_primary, *primary_});
}

std::optional<FollowCall> Pgpool::next_follow()
{
    while (running_ && !follows_pending_.empty()) {
        Follow& follow = follows_pending_.front();
        while (follow.next < server_count) {
            const int id = follow.next++;
            if (!is_attached(id) && id != follow.new_primary) {
                return FollowCall{id, follow.old_primary, follow.new_primary};
            }
        }
        follows_pending_.pop_front();
    }
    return std::nullopt;
}

bool Pgpool::check_health()
{
    for (const Server& server : servers_) {
        const bool dead = server.life == Life::stopped || server.life == Life::hung;
        if (!running_ || !dead || !is_attached(server.id)) continue;
        take({efm::Act::detach, server.id});
        return true;
    }
    return false;
}

void Pgpool::crash()
{
    running_ = false;
    queue_.clear();
    follows_pending_.clear();
}

// If the file has nobody up, it is ignored.
void Pgpool::start(StatusFile file)
{
    running_ = true;
    busy_until_ = 0;
    status_ = file == StatusFile::old ? old_file_ : file_;
    if (file == StatusFile::none || count_attached() == 0) status_.assign(server_count, NodeStatus::waiting);
    file_ = status_;
    primary_ = search();
}

std::string to_string(const Pgpool& pool)
{
    if (!pool.is_running()) return "not running";
    std::string text = "attached:";
    for (int id = 0; id < server_count; ++id) {
        if (pool.is_attached(id)) text += ' ' + std::to_string(id);
    }
    return text + "; primary: " + (pool.primary() ? std::to_string(*pool.primary()) : "none");
}

}  // namespace simulation
