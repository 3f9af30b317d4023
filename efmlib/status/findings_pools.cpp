#include <algorithm>
#include <cstdio>
#include <set>

#include "findings.hpp"

namespace efm {
namespace {

using Kind = FindingKind;
using pcp::NodeStatus;

// In streaming replication mode there is a primary to be known.
bool has_primaries(const PoolReport& report)
{
    return std::ranges::any_of(report.backends.nodes, [](const pcp::NodeInfo& node) {
        return !node.host.empty() && (node.role == pcp::Role::primary || node.role == pcp::Role::standby);
    });
}

void check_label(Findings& found, std::size_t pool)
{
    std::optional<std::size_t> labelled;
    for (std::size_t i = 0; i < found.rows.size(); ++i) {
        if (found.rows[i].seats[pool].is_primary()) labelled = i;
    }
    if (labelled == found.primary) return;
    const std::string who = labelled ? " takes " + found.name(*labelled) + " for the primary" : " knows no primary";
    if (found.primary) {
        const bool is_here = found.rows[*found.primary].seats[pool].node.has_value();
        found.disagree(Kind::pool_primary, {found.primary, pool},
                       found.pool(pool) + who + ", but it is " + found.name(*found.primary),
                       is_here ? found.command("promote", *found.primary) : "");
    } else if (found.rows[*labelled].server && found.rows[*labelled].server->in_recovery == true) {
        found.disagree(Kind::pool_primary, {labelled, pool},
                       found.pool(pool) + who + ", but its server is in recovery");
    }
}

// All that can be asked was asked, and says so.
bool is_healthy_standby(const Findings& found, std::size_t i)
{
    const ClusterRow& row = found.rows[i];
    if (row.role != ClusterRole::standby || !fitness_of(found, i).is_fit()) return false;
    if (row.member ? row.member->type != AgentType::standby : found.manager() != nullptr) return false;
    if (!row.server || row.server->contact == Contact::unknown) {
        return row.member && row.member->database == Liveness::up;
    }
    return row.answers() && (!found.survey.has_login || row.server->in_recovery == true);
}

void check_detached(Findings& found, std::size_t i, std::size_t pool)
{
    const ClusterRow& row = found.rows[i];
    const std::string where = found.name(i) + " is detached in " + found.pool(pool);
    if (i == found.primary) {
        found.disagree(Kind::detached_primary, {i, pool}, where + " although it is the primary",
                       found.command("attach", i));
    } else if (is_healthy_standby(found, i)) {
        found.disagree(Kind::detached_healthy, {i, pool}, where + " although it is a healthy standby",
                       found.command("attach", i));
    } else if (row.role == ClusterRole::unknown && row.answers() && !row.member && !found.survey.has_login) {
        found.disagree(Kind::detached_healthy, {i, pool}, where + " although its server answers",
                       "set server.user in hooks.conf, to know whether it is a standby of the primary");
    }
}

void check_attached(Findings& found, std::size_t i, std::size_t pool)
{
    const ClusterRow& row = found.rows[i];
    const std::string where = found.name(i) + " is attached in " + found.pool(pool);
    if (row.is_dead()) {
        const std::string why = row.server->failure.empty() ? "" : ": " + row.server->failure;
        // Where nothing answers, the fault may be here.
        found.disagree(Kind::attached_dead, {i, pool}, where + ", but its server takes no connections" + why,
                       found.does_any_answer() ? found.command("detach", i) : "");
    } else if (row.member && row.member->type == AgentType::idle && may_be_a_standby(found, i)) {
        found.disagree(Kind::attached_idle, {i, pool}, where + ", but EFM does not watch it (idle)",
                       found.manager_command("resume") + " on that host, or " + found.command("detach", i));
    }
}

void check_seat(Findings& found, std::size_t i, std::size_t pool)
{
    const Seat& seat = found.rows[i].seats[pool];
    if (!seat.node) return;
    switch (seat.node->status) {
        case NodeStatus::unused:
            found.disagree(Kind::unused, {i, pool}, found.name(i) + " was never attached in " + found.pool(pool),
                           found.command("attach", i));
            return;
        case NodeStatus::quarantine:
            found.disagree(Kind::quarantine, {i, pool}, found.name(i) + " is in quarantine in " + found.pool(pool),
                           "it ends with a health check that succeeds; can that host reach the server?");
            return;
        case NodeStatus::down:
            return check_detached(found, i, pool);
        case NodeStatus::waiting:
        case NodeStatus::up:
            return check_attached(found, i, pool);
    }
}

// "primary in a:9898, standby in b:9898", if the words are not all one. A pool that has no such backend says so where
// that is not a finding of its own.
std::string opinions(const Findings& found, std::size_t i, std::string_view (*word)(const Seat& seat))
{
    std::set<std::string_view> words;
    std::string text;
    for (std::size_t pool = 0; pool < found.survey.pools.size(); ++pool) {
        const Seat& seat = found.rows[i].seats[pool];
        const bool absent = seat.seating == Seating::none && !found.rows[i].member;
        if (!seat.node && !absent) continue;
        const std::string_view own = seat.node ? word(seat) : "no backend";
        words.insert(own);
        text += (text.empty() ? "" : ", ") + std::string(own) + " in " + found.survey.pools[pool].name;
    }
    return words.size() > 1 ? text : "";
}

void compare_pools(Findings& found, std::size_t i)
{
    const std::string states = opinions(
        found, i, [](const Seat& seat) -> std::string_view { return seat.is_attached() ? "attached" : "detached"; });
    const std::string roles = opinions(found, i, [](const Seat& seat) { return to_string(seat.node->role); });
    if (states.empty() && roles.empty()) return;
    found.disagree(Kind::pools_differ, {i},
                   "the pools differ on " + found.name(i) + ": " + (states.empty() ? roles : states));
}

std::string shown(double weight)
{
    char text[16];
    std::snprintf(text, sizeof text, "%.2f", weight);
    return text;
}

bool takes_reads(const Seat& seat)
{
    return seat.is_attached() && seat.node->weight && *seat.node->weight > 0;
}

void check_weights(Findings& found, std::size_t pool)
{
    const auto readers =
        std::ranges::count_if(found.rows, [&](const auto& row) { return takes_reads(row.seats[pool]); });
    for (std::size_t i = 0; i < found.rows.size(); ++i) {
        const Seat& seat = found.rows[i].seats[pool];
        if (i == found.primary && takes_reads(seat) && readers > 1) {
            found.remark(
                Kind::primary_takes_reads, {i, pool},
                "the primary takes reads in " + found.pool(pool) + " (weight " + shown(*seat.node->weight) + ')');
        } else if (i != found.primary && seat.is_attached() && seat.node->weight == 0.0) {
            found.remark(
                Kind::standby_takes_no_reads, {i, pool},
                "the standby " + found.name(i) + " has weight 0 in " + found.pool(pool) + ": it takes no reads");
        }
    }
}

}  // namespace

void find_in_pools(Findings& found)
{
    for (std::size_t pool = 0; pool < found.survey.pools.size(); ++pool) {
        const auto& report = found.survey.pools[pool].view.value;
        if (!report) continue;
        if (has_primaries(*report)) check_label(found, pool);
        for (std::size_t i = 0; i < found.rows.size(); ++i) check_seat(found, i, pool);
    }
    for (std::size_t i = 0; i < found.rows.size(); ++i) compare_pools(found, i);
}

void find_in_weights(Findings& found)
{
    for (std::size_t pool = 0; pool < found.survey.pools.size(); ++pool) check_weights(found, pool);
}

}  // namespace efm
