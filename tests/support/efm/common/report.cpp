#include "report.hpp"

#include <algorithm>

namespace standin {
namespace {

bool takes_part(const NodeReport& node)
{
    return node.wal && node.type != "Idle";
}

const NodeReport* primary_of(const ClusterReport& report)
{
    const auto is_primary = [](const NodeReport& node) {
        return takes_part(node) && node.wal->kind == "Primary";
    };
    const auto found = std::ranges::find_if(report.nodes, is_primary);
    return found == report.nodes.end() ? nullptr : &*found;
}

}  // namespace

std::string closing_sentence(const ClusterReport& report)
{
    const NodeReport* primary = primary_of(report);
    if (!primary) return "No primary database was found.";
    bool any = false;
    bool in_sync = true;
    for (const NodeReport& node : report.nodes) {
        if (!takes_part(node) || &node == primary) continue;
        any = true;
        in_sync = in_sync && node.wal->kind == "Standby" && node.wal->replayed == primary->wal->replayed;
    }
    if (!any) return "No standby databases were found.";
    return in_sync ? "Standby database(s) in sync with primary. It is safe to promote."
                   : "One or more standby databases are not in sync with the primary database.";
}

bool is_healthy(const ClusterReport& report)
{
    const auto is_away = [](const NodeReport& node) {
        return node.type == "Idle" || node.type == "DOWN";
    };
    return closing_sentence(report).starts_with("Standby database(s) in sync") && report.missing.empty() &&
           std::ranges::none_of(report.nodes, is_away);
}

}  // namespace standin
