#include "verdict.hpp"

#include <algorithm>

namespace simulation {

using efm::AgentType;
using efm::Party;

void Verdict::pass()
{
    for (int pool = 0; pool < pool_count; ++pool) on(pool);
}

void Verdict::violation(const std::string& what, const Server& server) const
{
    world_.violation("at the end pool " + std::to_string(pool_) + ' ' + what + ' ' + to_string(server));
}

void Verdict::on(int pool)
{
    pool_ = pool;
    const Pgpool& seen = world_.pools[static_cast<std::size_t>(pool)];
    if (!is_told_from_strangers(seen)) return;
    for (const Server& server : world_.servers) {
        if (seen.is_attached(server.id)) {
            on_attached(seen, server);
        } else {
            on_detached(seen, server);
        }
    }
    if (primary_ && is_the_managers() && seen.is_attached(primary_->id) && seen.primary() != primary_->id) {
        violation("does not take for the primary", *primary_);
    }
}

// Nobody can tell a cluster from a stranger who is in the majority, as docs/hooks.md has it.
bool Verdict::is_told_from_strangers(const Pgpool& pool) const
{
    std::pair<int, int> ours;
    std::pair<int, int> others;
    for (const Server& server : world_.servers) {
        if (!server.is_up()) continue;
        auto& [attached, all] = server.system == our_system ? ours : others;
        if (pool.is_attached(server.id)) ++attached;
        ++all;
    }
    return ours > others;
}

void Verdict::on_attached(const Pgpool& pool, const Server& server)
{
    if (pool.count_attached() == 1) return;
    if (server.life == Life::stopped && (pool.checks_health() || may_be_out(server.id))) {
        violation("has a dead server attached:", server);
    }
    if (server.is_up() && primary_ && is_unfit(server)) violation("has attached", server);
    if (has_to_be_out(server.id)) violation("has attached what was ordered out:", server);
}

void Verdict::on_detached(const Pgpool&, const Server& server)
{
    if (!primary_ || may_be_out(server.id)) return;
    if (server.id == primary_->id) violation("has left out the living primary,", server);
    if (is_proved(server)) violation("has left out", server);
}

// The manager does not watch it, or means another one: then it is left as it is.
bool Verdict::is_the_managers() const
{
    if (!world_.asks_manager) return true;
    for (int member = 0; member < server_count; ++member) {
        const AgentType type = listed(member);
        const bool is_primary = type == AgentType::primary || type == AgentType::promoting;
        if (member != primary_->id && is_primary) return false;
    }
    const AgentType type = listed(primary_->id);
    return type == AgentType::primary || type == AgentType::down || type == AgentType::unknown;
}

// Streams from the primary, and nobody who can be asked says otherwise.
bool Verdict::is_proved(const Server& server) const
{
    if (!server.is_up() || !server.in_recovery || !server.streams || server.system != our_system) return false;
    if (!server.is_part_of(*primary_) || server.timeline() != primary_->timeline()) return false;
    return !world_.asks_manager || listed(server.id) == AgentType::standby;
}

// By what a server can be asked. One that has stopped streaming may be anything.
bool Verdict::is_unfit(const Server& server) const
{
    if (server.id == primary_->id) return false;
    if (server.system != our_system || !server.in_recovery) return true;
    return server.streams && server.timeline() < primary_->timeline();
}

// Some journal at hand has an order, and whose word it is has not said otherwise since.
bool Verdict::may_be_out(int member) const
{
    const bool is_primary = primary_ && primary_->id == member;
    if (is_primary && !is_the_managers()) return true;
    for (int host = 0; host < host_count; ++host) {
        if (!world_.reconciles(host)) continue;
        const auto orders = world_.host(host).journal.ordered_out();
        const auto order = orders.find(member);
        if (order == orders.end()) continue;
        if (is_primary && order->second.party == Party::manager) continue;
        const bool in_service = listed(member) == AgentType::standby || listed(member) == AgentType::primary;
        if (order->second.party == Party::operators || !world_.asks_manager || !in_service) return true;
    }
    return false;
}

bool Verdict::has_to_be_out(int member) const
{
    for (int host = 0; host < host_count; ++host) {
        if (!world_.reconciles(host)) continue;
        const auto orders = world_.host(host).journal.ordered_out();
        const auto order = orders.find(member);
        if (order == orders.end()) continue;
        if (order->second.party == Party::operators) return true;
        if (primary_ && primary_->id == member) continue;
        const AgentType type = listed(member);
        const bool is_in_service = type == AgentType::standby || type == AgentType::primary;
        if (!order->second.delivered && !(world_.asks_manager && is_in_service)) return true;
        const bool is_not_in_service = type == AgentType::idle || type == AgentType::down;
        if (world_.asks_manager && is_not_in_service && world_.manager.has_agent(host)) return true;
    }
    return false;
}

AgentType Verdict::listed(int member) const
{
    for (int host = 0; host < host_count; ++host) {
        if (!world_.reconciles(host)) continue;
        const efm::ManagerView view = world_.manager.view_from(host);
        if (!view.failure.empty()) continue;
        const auto found = view.listed.find(member);
        return found == view.listed.end() ? AgentType::unknown : found->second;
    }
    return AgentType::unknown;
}

}  // namespace simulation
