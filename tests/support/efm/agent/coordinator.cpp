#include "coordinator.hpp"

#include <algorithm>
#include <fstream>

#include "failover.hpp"
#include "failure.hpp"

namespace standin {
namespace {

constexpr int ticks_in_node_timeout = 20;
constexpr std::size_t least_comfortable = 3;

// The manual's text for a failed database, and for a node that is gone, in that order.
const std::vector<std::string> after_failed_database{"reconfigure", "attach", "post"};
const std::vector<std::string> after_lost_node{"attach", "post", "reconfigure"};

}  // namespace

Coordinator::Coordinator(Context& context) : context_(context), thread_([this] { loop(); }) {}

void Coordinator::loop()
{
    const auto interval = context_.config.time("node.timeout") / ticks_in_node_timeout;
    while (!context_.stop.wait(interval)) context_.guarded("coordinator", [this] { tick(); });
}

void Coordinator::tick()
{
    std::vector<Change> gone;
    bool changed = false;
    const auto changes = context_.membership.take_changes(Clock::now());
    for (const Change& change : changes) {
        const char* kinds[] = {"arrived", "left", "lost"};
        context_.journal.record("member",
                                {{"address", change.member.address}, {"change", kinds[static_cast<int>(change.kind)]}});
        if (change.cluster_stops) continue;
        changed = true;
        if (change.kind != Change::Kind::arrived) gone.push_back(change);
    }
    if (changed) write_nodes_file();
    if (!gone.empty()) handle_gone(gone);
    last_size_ = context_.membership.view().size();
    leave_isolation();
    if (!context_.membership.has_majority() || !context_.membership.coordinates()) return;
    maintain_lists();
    handle_failed_primary();
    remind_of_missing_primary();
}

void Coordinator::write_nodes_file()
{
    if (context_.config.flag("stable.nodes.file")) return;
    std::ofstream file(context_.config.nodes_file(), std::ios::trunc);
    file << "# List of node address:port combinations separated by whitespace.\n";
    for (const MemberState& member : context_.membership.others()) {
        file << member.address << ':' << member.port << '\n';
    }
}

// A node that has become a standby is put at the end, once; whether it stays there is up to set-priority. While the
// cluster forms, the order is that of the addresses, so that a test may count on it.
void Coordinator::maintain_lists()
{
    const auto members = context_.membership.view();
    const bool allow_all = context_.config.flag("auto.allow.hosts");
    const bool forming = Clock::now() - started_ < context_.config.time("node.timeout");
    context_.membership.change_lists([&](SharedLists& lists) {
        for (const MemberState& member : members) {
            const bool listed = std::ranges::find(lists.allowed, member.address) != lists.allowed.end();
            if (!listed && allow_all) lists.allowed.push_back(member.address);
            if (member.type != MemberType::standby) continue;
            const auto entry = std::ranges::find(lists.priority, member.address, &PriorityEntry::address);
            const bool known = entry != lists.priority.end();
            if (known && entry->standby_since == member.standby_since) continue;
            if (known) lists.priority.erase(entry);
            lists.priority.push_back({member.address, member.standby_since, !member.promotable});
            if (forming) std::ranges::sort(lists.priority, address_less, &PriorityEntry::address);
        }
    });
}

void Coordinator::handle_gone(const std::vector<Change>& gone)
{
    const bool lost = std::ranges::any_of(gone, [](const Change& change) { return change.kind == Change::Kind::lost; });
    const bool majority = context_.membership.has_majority();
    if (lost) check_isolation();
    if (!majority) {
        if (lost) context_.warn("One or more nodes isolated from network");
        return;
    }
    if (!context_.membership.coordinates()) return;
    for (const Change& change : gone) one_gone(change);
    const std::size_t size = context_.membership.view().size();
    if (size < least_comfortable && size + gone.size() >= least_comfortable) {
        context_.warn("Cluster has dropped below three nodes");
    }
}

void Coordinator::check_isolation()
{
    const Membership& membership = context_.membership;
    const bool enough =
        context_.config.generation().counts_lost_nodes() ? membership.has_half() : membership.has_majority();
    if (enough || membership.self().type != MemberType::primary) return;
    if (ping_server_answers(context_.config)) {
        context_.warn("Subset of cluster disconnected from primary");
        return;
    }
    isolated(context_);
}

void Coordinator::one_gone(const Change& change)
{
    const bool left = change.kind == Change::Kind::left;
    switch (change.member.type) {
        case MemberType::primary:
            return primary_gone(change.member, left);
        case MemberType::standby:
        case MemberType::promoting:
            return standby_gone(change.member, left);
        case MemberType::witness:
            return context_.warn("Witness agent exited on " + change.member.address);
        case MemberType::idle:
            context_.warn("Idle agent exited on " + change.member.address);
            if (change.member.failover_wanted) fail_over(change.member.address, true, after_failed_database);
    }
}

void Coordinator::primary_gone(const MemberState& primary, bool left)
{
    context_.warn("Primary agent exited on " + primary.address);
    if (left && !context_.config.flag("primary.shutdown.as.failure")) {
        missing_primary_ = primary.address;
        last_reminder_ = Clock::now();
        return;
    }
    if (context_.anyone_reaches_database(primary.address, true)) return primary_agent_alone_gone(primary);
    fail_over(primary.address, false, after_lost_node);
}

void Coordinator::primary_agent_alone_gone(const MemberState& primary)
{
    context_.warn("Failover Manager tried to promote, but primary DB is still running on " + primary.address);
    missing_primary_ = primary.address;
    last_reminder_ = Clock::now();
    const Generation& generation = context_.config.generation();
    const bool always = !generation.tells_of_detach_on_agent_failure();
    if (!always && !context_.config.flag("detach.on.agent.failure")) return;
    context_.detach(primary.address, 'p');
    if (always) return;
    context_.warn("Primary agent left the cluster and node detached from load balancer");
}

void Coordinator::standby_gone(const MemberState& standby, bool left)
{
    if (left) context_.warn("Standby agent exited on " + standby.address);
    const bool alive = context_.anyone_reaches_database(standby.address, true);
    if (alive) {
        context_.warn("Standby agent failed on " + standby.address);
    } else {
        context_.warn("Standby failed on " + standby.address);
    }
    if (!alive || context_.config.options().detach_lost_standby_agent) context_.detach(standby.address, 's');
}

void Coordinator::remind_of_missing_primary()
{
    if (missing_primary_.empty()) return;
    if (context_.membership.has_primary()) {
        missing_primary_.clear();
    } else if (Clock::now() - last_reminder_ > context_.config.time("node.timeout")) {
        last_reminder_ = Clock::now();
        context_.warn("Primary agent missing on " + missing_primary_);
    }
}

// Its own agent has done with it: stopped, detached, fenced by a recovery.conf.
void Coordinator::handle_failed_primary()
{
    const auto members = context_.membership.view();
    const auto failed = std::ranges::find(members, true, &MemberState::failover_wanted);
    if (failed == members.end() || context_.membership.has_primary()) return;
    if (failed->address == context_.address()) {
        context_.membership.change_self([](MemberState& self) { self.failover_wanted = false; });
    } else if (!context_.ask_member(*failed, {{"do", "failover_taken"}, {"by", context_.address()}},
                                    context_.config.time("remote.timeout"))) {
        return;
    }
    fail_over(failed->address, true, after_failed_database);
}

void Coordinator::fail_over(const std::string& failed, bool failed_here, std::vector<std::string> after)
{
    if (failed_here && !context_.config.flag("auto.failover")) {
        return context_.warn("Potential manual failover required");
    }
    if (!vip_is_free(context_)) return;
    if (!failed_here) context_.detach(failed, 'p');
    if (!context_.config.flag("auto.failover")) return context_.warn("Potential manual failover required");
    take_over(context_, {.failed = failed, .after = std::move(after)});
}

// Not at once: a promotion on the other side may be about to begin.
void Coordinator::leave_isolation()
{
    const MemberState self = context_.membership.self();
    const bool waits = self.type == MemberType::idle && self.idle_cause == IdleCause::isolated &&
                       context_.config.generation().resumes_isolated_primary();
    const bool together = waits && context_.membership.has_majority() && !context_.membership.has_primary() &&
                          context_.membership.last_primary() == context_.address();
    if (!together) {
        together_since_ = {};
    } else if (together_since_ == Clock::time_point{}) {
        together_since_ = Clock::now();
    } else if (Clock::now() - together_since_ > context_.config.time("node.timeout")) {
        back_from_isolation(context_);
    }
}

}  // namespace standin
