#include <algorithm>
#include <set>
#include <string>

#include "findings.hpp"
#include "watchdog_state.hpp"

namespace efm {
namespace {

using Kind = FindingKind;
using pcp::Quorum;
using pcp::WatchdogReport;

std::string alive(const WatchdogReport& report)
{
    return " (" + std::to_string(report.alive_remote_nodes + 1) + " of " + std::to_string(report.total_nodes) +
           " nodes alive)";
}

void check_quorum(Findings& found, std::size_t pool, const WatchdogReport& report)
{
    const std::string who = "the watchdog of " + found.pool(pool);
    switch (report.quorum) {
        case Quorum::exists:
            return;
        case Quorum::on_edge:
            found.remark(Kind::quorum_on_edge, {{}, pool},
                         who + " loses its quorum with the next node" + alive(report));
            return;
        case Quorum::absent:
            found.disagree(Kind::no_quorum, {{}, pool}, who + " has no quorum" + alive(report),
                           "start Pgpool on the other nodes; until then it acts on no failure that it notices itself");
            return;
        case Quorum::no_leader:
            found.disagree(Kind::no_quorum, {{}, pool}, who + " has no leader" + alive(report),
                           "start Pgpool on the other nodes");
            return;
    }
}

// Each once, whoever says so. It is not asked: its PCP may be gone with it.
void check_members(Findings& found, std::size_t pool, const WatchdogReport& report, std::set<std::string>& told)
{
    for (const pcp::WatchdogNode& node : report.nodes) {
        if (takes_part(node.state) || !told.insert(node.name).second) continue;
        found.remark(
            Kind::watchdog_member_gone, {{}, pool},
            "the watchdog of " + found.pool(pool) + " has its member \"" + node.name + "\" as " + node.state_name);
    }
}

bool share_nodes(const WatchdogReport& one, const WatchdogReport& other)
{
    return std::ranges::any_of(one.nodes, [&](const pcp::WatchdogNode& node) {
        return std::ranges::find(other.nodes, node.name, &pcp::WatchdogNode::name) != other.nodes.end();
    });
}

}  // namespace

void find_in_watchdogs(Findings& found)
{
    const WatchdogReport* first = nullptr;
    std::size_t first_pool = 0;
    std::set<std::string> told;
    for (std::size_t pool = 0; pool < found.survey.pools.size(); ++pool) {
        const auto& view = found.survey.pools[pool].view.value;
        if (!view || !view->watchdog) continue;
        const WatchdogReport& report = *view->watchdog;
        check_quorum(found, pool, report);
        check_members(found, pool, report, told);
        if (first && share_nodes(*first, report) && first->leader_name != report.leader_name) {
            found.disagree(Kind::leaders_differ, {{}, pool},
                           found.pool(first_pool) + " takes \"" + first->leader_name +
                               "\" for the watchdog's leader, " + found.pool(pool) + " takes \"" + report.leader_name +
                               '"');
        }
        if (first) continue;
        first = &report;
        first_pool = pool;
    }
}

}  // namespace efm
