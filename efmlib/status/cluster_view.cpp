#include "efm/cluster_view.hpp"

#include <algorithm>
#include <utility>

#include "cluster_rows.hpp"
#include "efm/printable.hpp"
#include "findings.hpp"

namespace efm {
namespace {

constexpr std::pair<FindingKind, std::string_view> kind_words[] = {
    {FindingKind::manager_unseen, "manager_unseen"},
    {FindingKind::pool_unseen, "pool_unseen"},
    {FindingKind::watchdog_unseen, "watchdog_unseen"},
    {FindingKind::server_unseen, "server_unseen"},
    {FindingKind::no_primary, "no_primary"},
    {FindingKind::second_primary, "second_primary"},
    {FindingKind::foreign_system, "foreign_system"},
    {FindingKind::older_timeline, "older_timeline"},
    {FindingKind::newer_timeline, "newer_timeline"},
    {FindingKind::not_streaming, "not_streaming"},
    {FindingKind::manager_role, "manager_role"},
    {FindingKind::manager_primaries, "manager_primaries"},
    {FindingKind::manager_database, "manager_database"},
    {FindingKind::manager_idle, "manager_idle"},
    {FindingKind::manager_lost, "manager_lost"},
    {FindingKind::manager_missing, "manager_missing"},
    {FindingKind::manager_promoting, "manager_promoting"},
    {FindingKind::manager_message, "manager_message"},
    {FindingKind::manager_report, "manager_report"},
    {FindingKind::vip_twice, "vip_twice"},
    {FindingKind::vip_off_primary, "vip_off_primary"},
    {FindingKind::vip_nowhere, "vip_nowhere"},
    {FindingKind::vip_is_delegate, "vip_is_delegate"},
    {FindingKind::pool_primary, "pool_primary"},
    {FindingKind::detached_primary, "detached_primary"},
    {FindingKind::detached_healthy, "detached_healthy"},
    {FindingKind::attached_dead, "attached_dead"},
    {FindingKind::attached_idle, "attached_idle"},
    {FindingKind::unused, "unused"},
    {FindingKind::quarantine, "quarantine"},
    {FindingKind::pools_differ, "pools_differ"},
    {FindingKind::member_without_backend, "member_without_backend"},
    {FindingKind::backend_without_member, "backend_without_member"},
    {FindingKind::address_unresolved, "address_unresolved"},
    {FindingKind::address_ambiguous, "address_ambiguous"},
    {FindingKind::no_quorum, "no_quorum"},
    {FindingKind::quorum_on_edge, "quorum_on_edge"},
    {FindingKind::watchdog_member_gone, "watchdog_member_gone"},
    {FindingKind::leaders_differ, "leaders_differ"},
    {FindingKind::primary_takes_reads, "primary_takes_reads"},
    {FindingKind::standby_takes_no_reads, "standby_takes_no_reads"},
};

// "primary 10.0.0.1:5432, 2 standbys, 1 out"
std::string census(const Survey& survey, const ClusterView& view)
{
    std::size_t standbys = 0;
    std::size_t writable = 0;  // besides the primary
    std::size_t out = 0;
    for (std::size_t i = 0; i < view.rows.size(); ++i) {
        const ClusterRow& row = view.rows[i];
        if (i == view.primary || row.role == ClusterRole::witness) continue;
        const bool serves = row.role == ClusterRole::standby && !row.is_dead();
        ++(serves ? standbys : row.role == ClusterRole::primary ? writable : out);
    }
    std::string text = "no primary";
    if (view.primary) text = "primary " + Findings(survey, view.rows, view.primary).name(*view.primary);
    text += ", " + counted(standbys, "standby");
    if (writable > 0) text += ", " + std::to_string(writable) + " writable besides";
    return out == 0 ? text : text + ", " + std::to_string(out) + " out";
}

std::string seen_in_part(const ClusterView& view)
{
    const auto missing = std::ranges::find(view.findings, Severity::unseen, &Finding::severity);
    return missing->sentence;
}

}  // namespace

bool ClusterView::agrees() const
{
    return count(Severity::unseen) + count(Severity::disagreement) == 0;
}

std::size_t ClusterView::count(Severity severity) const
{
    return static_cast<std::size_t>(std::ranges::count(findings, severity, &Finding::severity));
}

ClusterView join(const Survey& survey)
{
    ClusterView view;
    view.rows = rows_of(survey);
    view.primary = primary_of(view.rows);
    add_lag(view.rows, view.primary);
    Findings findings(survey, view.rows, view.primary);
    for (const auto find : {find_in_servers, find_in_pools, find_in_manager, find_in_vip, find_in_addresses,
                            find_in_watchdogs, find_unseen, find_in_weights}) {
        find(findings);
    }
    view.findings = findings.take();
    std::stable_sort(view.findings.begin(), view.findings.end(),
                     [](const Finding& a, const Finding& b) { return a.severity > b.severity; });
    return view;
}

bool is_anything_seen(const Survey& survey)
{
    return (survey.manager && survey.manager->value) ||
           std::ranges::any_of(survey.pools, [](const SurveyedPool& pool) { return pool.view.value.has_value(); });
}

std::string verdict(const Survey& survey, const ClusterView& view)
{
    if (!is_anything_seen(survey)) return "nothing can be seen: neither EFM nor a pool answers";
    const std::string who = census(survey, view);
    const std::size_t disagreements = view.count(Severity::disagreement);
    const std::size_t unseen = view.count(Severity::unseen);
    if (disagreements > 0) {
        const std::string rest = unseen > 0 ? ", " + std::to_string(unseen) + " not seen" : "";
        return counted(disagreements, "disagreement") + rest + ": " + who;
    }
    if (unseen > 0) return "seen in part, and that agrees: " + who + "; " + seen_in_part(view);
    return "all agree: " + who;
}

std::string_view to_string(Seating seating)
{
    switch (seating) {
        case Seating::pool_unseen:
            return "unseen";
        case Seating::backend:
            return "backend";
        case Seating::none:
            return "none";
        case Seating::unpooled:
            return "unpooled";
        case Seating::unresolved:
            return "unresolved";
        case Seating::ambiguous:
            return "ambiguous";
    }
    return "?";
}

std::string_view to_string(ClusterRole role)
{
    switch (role) {
        case ClusterRole::unknown:
            return "unknown";
        case ClusterRole::primary:
            return "primary";
        case ClusterRole::standby:
            return "standby";
        case ClusterRole::witness:
            return "witness";
    }
    return "?";
}

std::string_view to_string(Severity severity)
{
    switch (severity) {
        case Severity::remark:
            return "remark";
        case Severity::unseen:
            return "unseen";
        case Severity::disagreement:
            return "disagreement";
    }
    return "?";
}

std::string_view to_string(FindingKind kind)
{
    const auto* found = std::ranges::find(kind_words, kind, &std::pair<FindingKind, std::string_view>::first);
    return found == std::end(kind_words) ? "?" : found->second;
}

}  // namespace efm
