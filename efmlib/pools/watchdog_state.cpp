#include "watchdog_state.hpp"

#include <algorithm>

namespace efm {
namespace {

constexpr int leader_state = 4;

// The one of `named` that is at this host. Null: none is, or nobody can tell which.
const Pool* find_named(const std::string& host, const std::vector<Pool>& named, const Resolved& resolved)
{
    const Pool* found = nullptr;
    for (const Pool& pool : named) {
        if (!is_same_host(pool.options.host, host, resolved)) continue;
        if (found) return nullptr;
        found = &pool;
    }
    return found;
}

void check_distinct(const std::vector<pcp::WatchdogNode>& nodes)
{
    for (auto node = nodes.begin(); node != nodes.end(); ++node) {
        if (std::ranges::find(node + 1, nodes.end(), node->host, &pcp::WatchdogNode::host) == nodes.end()) continue;
        throw Error(Error::Kind::configuration,
                    "two members of the watchdog are at " + node->host +
                        ", and mode = watchdog tells them apart by host: give each a `pool` line and set mode = "
                        "independent");
    }
}

}  // namespace

const WatchdogMember* WatchdogState::leading() const
{
    const auto found = std::ranges::find(members, leader, &WatchdogMember::name);
    return leader.empty() || found == members.end() ? nullptr : &*found;
}

const WatchdogMember* WatchdogState::at(const Pool& pool) const
{
    const auto found = std::ranges::find_if(members, [&](const WatchdogMember& member) {
        return pcp::endpoint(member.pool.options) == pcp::endpoint(pool.options);
    });
    return found == members.end() ? nullptr : &*found;
}

WatchdogState state_of(const pcp::WatchdogReport& report, const std::vector<Pool>& named, const Pool& teller,
                       const Resolved& resolved, const std::function<Pool(const Address&)>& pool_at)
{
    check_distinct(report.nodes);
    WatchdogState state{{}, leader_of(report), closed_by(report)};
    for (const pcp::WatchdogNode& node : report.nodes) {
        const Pool* known = find_named(node.host, named, resolved);
        state.members.push_back({node.name, node.state_name, known ? *known : pool_at({node.host, teller.options.port}),
                                 takes_part(node.state)});
    }
    return state;
}

std::vector<Pool> unnamed_members(const std::vector<const pcp::WatchdogReport*>& reports,
                                  const std::vector<Pool>& named, const Resolved& resolved,
                                  const std::function<Pool(const Address&)>& pool_at)
{
    std::vector<Pool> unnamed;
    const auto worth_of = [](const pcp::WatchdogReport* report) {
        return report ? worth(*report) : -1;
    };
    const auto best = std::ranges::max_element(reports, {}, worth_of);
    if (best == reports.end() || !*best) return unnamed;
    const Pool& teller = named.at(static_cast<std::size_t>(best - reports.begin()));
    try {
        for (const WatchdogMember& member : state_of(**best, named, teller, resolved, pool_at).members) {
            const auto is_it = [&](const Pool& pool) {
                return pcp::endpoint(pool.options) == pcp::endpoint(member.pool.options);
            };
            if (member.takes_part && std::ranges::none_of(named, is_it)) unnamed.push_back(member.pool);
        }
    } catch (const Error&) {
        unnamed.clear();
    }
    return unnamed;
}

// Not in DEAD, LOST, IN NETWORK TROUBLE, SHUTDOWN, NETWORK ISOLATION. In any other it is, or is about to become, a
// leader or a standby: for a second or two after an election it is about to.
bool takes_part(int state)
{
    return state != 0 && state != 8 && state != 9 && state != 10 && state != 12;
}

int worth(const pcp::WatchdogReport& report)
{
    return (leader_of(report).empty() ? 0 : 1'000) + (closed_by(report).empty() ? 100 : 0) + report.alive_remote_nodes;
}

std::string leader_of(const pcp::WatchdogReport& report)
{
    const bool known = std::ranges::any_of(report.nodes, [&](const pcp::WatchdogNode& node) {
        return node.name == report.leader_name && node.state == leader_state;
    });
    return known && report.quorum != pcp::Quorum::no_leader ? report.leader_name : "";
}

std::string closed_by(const pcp::WatchdogReport& report)
{
    const std::string alive = " (" + std::to_string(report.alive_remote_nodes + 1) + " of " +
                              std::to_string(report.total_nodes) + " nodes alive)";
    if (report.quorum == pcp::Quorum::absent) return "the watchdog has no quorum" + alive;
    if (leader_of(report).empty()) return "the watchdog has no leader" + alive;
    return "";
}

}  // namespace efm
