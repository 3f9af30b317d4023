#include "membership.hpp"

#include <algorithm>
#include <utility>

namespace standin {
namespace {

constexpr int settle_part = 5;  // of node.timeout: losses that belong together are noticed within it

MemberState initial_state(const Config& config)
{
    MemberState state;
    state.address = config.address();
    state.port = config.bind().port;
    state.incarnation = std::chrono::system_clock::now().time_since_epoch().count();
    state.vip = config.text("virtual.ip");
    state.promotable = config.flag("promotable");
    if (config.is_witness()) {
        state.type = MemberType::witness;
        state.db = "N/A";
    }
    return state;
}

}  // namespace

Membership::Membership(const Config& config)
    : cluster_(config.cluster()),
      address_(config.address()),
      generation_(config.generation()),
      node_timeout_(config.time("node.timeout")),
      settle_(node_timeout_ / settle_part),
      allows_all_(config.flag("auto.allow.hosts")),
      nodes_(config.nodes()),
      self_(initial_state(config)),
      quorum_base_{address_}
{
    lists_.allowed = {address_};
    for (const Endpoint& node : nodes_) lists_.allowed.push_back(node.host);
}

MemberState Membership::self() const
{
    const std::lock_guard lock(mutex_);
    return self_;
}

void Membership::change_self(const std::function<void(MemberState&)>& change)
{
    {
        const std::lock_guard lock(mutex_);
        const MemberState before = self_;
        change(self_);
        const bool came_back = before.type == MemberType::promoting;  // its promotion failed: it keeps its place
        if (self_.type == MemberType::standby && before.type != self_.type && !came_back) ++self_.standby_since;
        if (self_.type == MemberType::primary) last_primary_ = address_;
        if (self_ == before) return;
    }
    notice_();
}

void Membership::on_change(std::function<void()> notice)
{
    notice_ = std::move(notice);
}

Json Membership::heartbeat() const
{
    const std::lock_guard lock(mutex_);
    return {{"cluster", cluster_}, {"state", to_json(self_)}, {"lists", to_json(lists_)}};
}

Json Membership::farewell(bool cluster_stops) const
{
    Json message = heartbeat();
    message["leaving"] = true;
    message["cluster_stops"] = cluster_stops;
    return message;
}

std::vector<Endpoint> Membership::destinations() const
{
    const std::lock_guard lock(mutex_);
    std::vector<Endpoint> all = nodes_;
    for (const auto& [address, peer] : peers_) all.push_back({address, peer.state.port});
    for (const std::string& address : lists_.allowed) all.push_back({address, self_.port});
    std::vector<Endpoint> once;
    for (const Endpoint& endpoint : all) {
        if (endpoint.host != address_ && std::ranges::find(once, endpoint.host, &Endpoint::host) == once.end()) {
            once.push_back(endpoint);
        }
    }
    return once;
}

Membership::Heard Membership::hear(const Json& message, Clock::time_point now)
{
    const std::lock_guard lock(mutex_);
    if (message.at("cluster") != cluster_) return Heard::of_another_cluster;
    const MemberState state = member_from(message.at("state"));
    if (state.address == address_) return Heard::taken;
    const auto known = peers_.find(state.address);
    const bool present = known != peers_.end() && known->second.presence == Peer::Presence::present;
    const bool allowed =
        allows_all_ || lists_.version == 0 || std::ranges::find(lists_.allowed, state.address) != lists_.allowed.end();
    if (!present && !allowed) return Heard::refused;
    adopt(lists_from(message.at("lists")), state.address);
    if (message.contains("leaving")) {
        note_farewell(message);
    } else {
        note_arrival(state, now);
    }
    return Heard::taken;
}

void Membership::adopt(const SharedLists& theirs, const std::string& from)
{
    const bool newer = theirs.version > lists_.version;
    const bool first = theirs.version == lists_.version && theirs.version > 0 && address_less(from, address_);
    if (newer || first) lists_ = theirs;
}

void Membership::note_arrival(const MemberState& state, Clock::time_point now)
{
    const auto known = peers_.find(state.address);
    const bool is_new = known == peers_.end() || known->second.presence != Peer::Presence::present ||
                        known->second.state.incarnation != state.incarnation;
    peers_[state.address] = {state, now, Peer::Presence::present};
    quorum_base_.insert(state.address);
    if (state.type == MemberType::primary) last_primary_ = state.address;
    if (!is_new) return;
    std::erase_if(changes_, [&](const Change& change) {
        return change.kind == Change::Kind::lost && change.member.address == state.address;
    });
    changes_.push_back({Change::Kind::arrived, state});
}

void Membership::note_farewell(const Json& message)
{
    const MemberState state = member_from(message.at("state"));
    const auto known = peers_.find(state.address);
    if (known == peers_.end() || known->second.presence != Peer::Presence::present) return;
    known->second.presence = Peer::Presence::left;
    quorum_base_.erase(state.address);
    changes_.push_back({Change::Kind::left, known->second.state, message.at("cluster_stops")});
    if (!generation_.shows_down_rows()) peers_.erase(known);
}

void Membership::note_losses(Clock::time_point now)
{
    for (auto& [address, peer] : peers_) {
        if (peer.presence != Peer::Presence::present || now - peer.heard < node_timeout_) continue;
        peer.presence = Peer::Presence::lost;
        last_loss_ = now;
        changes_.push_back({Change::Kind::lost, peer.state});
    }
}

std::vector<Membership::Change> Membership::take_changes(Clock::time_point now)
{
    const std::lock_guard lock(mutex_);
    note_losses(now);
    const bool settled = now - last_loss_ >= settle_;
    std::vector<Change> taken;
    std::erase_if(changes_, [&](const Change& change) {
        if (change.kind == Change::Kind::lost && !settled) return false;
        taken.push_back(change);
        return true;
    });
    if (settled) forget_lost_minority();
    return taken;
}

// Up to 4.10 those who are left form the cluster, if they are the greater part. 5.0 goes on counting the lost ones.
void Membership::forget_lost_minority()
{
    const auto members = view_locked();
    if (generation_.counts_lost_nodes() || 2 * members.size() <= quorum_base_.size()) return;
    quorum_base_.clear();
    for (const MemberState& member : members) quorum_base_.insert(member.address);
}

SharedLists Membership::lists() const
{
    const std::lock_guard lock(mutex_);
    return lists_;
}

void Membership::change_lists(const std::function<void(SharedLists&)>& change)
{
    {
        const std::lock_guard lock(mutex_);
        const SharedLists before = lists_;
        change(lists_);
        if (lists_ == before && lists_.version > 0) return;
        ++lists_.version;
    }
    notice_();
}

void Membership::forget_absent()
{
    {
        const std::lock_guard lock(mutex_);
        std::erase_if(peers_, [](const auto& entry) { return entry.second.presence != Peer::Presence::present; });
        quorum_base_.clear();
        for (const MemberState& member : view_locked()) quorum_base_.insert(member.address);
    }
    notice_();
}

}  // namespace standin
