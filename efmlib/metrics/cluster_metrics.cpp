#include "efm/cluster_metrics.hpp"

#include <algorithm>
#include <map>

#include "metric_collection.hpp"

namespace efm {
namespace {

template <typename Rep, typename Period>
double seconds(std::chrono::duration<Rep, Period> span)
{
    return std::chrono::duration<double>(span).count();
}

template <typename Duration>
double since_1970(std::chrono::sys_time<Duration> time)
{
    return seconds(std::chrono::duration_cast<std::chrono::milliseconds>(time.time_since_epoch()));
}

std::optional<Lsn> position_of_primary(const ClusterStatus& status)
{
    const auto found = primaries(status);
    return found.size() == 1 ? found.front()->replayed : std::nullopt;
}

void add_member(MetricCollection& to, const ClusterStatus& status, const Member& member)
{
    const MetricLabels node{{"node_ip", member.address}};
    to.add("efm_node_is_primary", member.type == AgentType::primary, node);
    if (member.database && *member.database != Liveness::not_applicable) {
        to.add("efm_node_database_up", *member.database == Liveness::up, node);
    }
    if (member.vip) to.add("efm_node_vip", member.vip_active == true, {node.front(), {"vip", *member.vip}});
    const auto first = position_of_primary(status);
    if (!first || !member.replayed || member.type != AgentType::standby) return;
    const std::uint64_t position = std::max(first->value, member.replayed->value);
    to.add("efm_node_lag_bytes", static_cast<double>(position - member.replayed->value), node);
}

void add_manager(MetricCollection& to, const Survey& survey)
{
    if (!survey.manager) return;
    to.add("efm_up", survey.manager->value.has_value());
    to.add("efm_status_duration_seconds", seconds(survey.manager->taken.took));
    if (!survey.manager->value) return;
    const ClusterStatus& status = *survey.manager->value;
    to.add("efm_cluster_healthy", status.healthy.value_or(false));
    to.add("efm_cluster_nodes", static_cast<double>(status.members.size()));
    to.add("efm_cluster_primaries", static_cast<double>(primaries(status).size()));
    to.add("efm_cluster_missing_nodes", status.missing ? static_cast<double>(status.missing->size()) : 0);
    to.add("efm_cluster_messages", static_cast<double>(status.messages.size()));
    for (const Member& member : status.members) add_member(to, status, member);
}

void add_findings(MetricCollection& to, const Survey& survey, const ClusterView& view)
{
    for (const Severity severity : {Severity::disagreement, Severity::unseen, Severity::remark}) {
        to.add("efm_pgpool_findings", static_cast<double>(view.count(severity)),
               {{"severity", std::string(to_string(severity))}});
    }
    std::map<MetricLabels, int> counted;
    for (const Finding& finding : view.findings) {
        ++counted[{{"kind", std::string(to_string(finding.kind))},
                   {"severity", std::string(to_string(finding.severity))},
                   {"node", finding.row ? name_of(view.rows[*finding.row]) : ""},
                   {"pgpool", finding.pool ? survey.pools[*finding.pool].name : ""}}];
    }
    for (const auto& [labels, count] : counted) to.add("efm_pgpool_finding", count, labels);
}

void add_survey(MetricCollection& to, const Survey& survey, const ClusterView& view, const std::string& version)
{
    to.add("efm_pgpool_info", 1, {{"version", version}});
    to.add("efm_pgpool_agreement", view.agrees() && is_anything_seen(survey));
    to.add("efm_pgpool_primary_known", view.primary.has_value());
    to.add("efm_pgpool_survey_timestamp_seconds", since_1970(survey.taken.at));
    to.add("efm_pgpool_survey_duration_seconds", seconds(survey.taken.took));
    add_findings(to, survey, view);
}

void add_pool(MetricCollection& to, const SurveyedPool& pool)
{
    const MetricLabels name{{"pgpool", pool.name}};
    to.add("efm_pgpool_up", pool.view.value.has_value(), name);
    to.add("efm_pgpool_duration_seconds", seconds(pool.view.taken.took), name);
    if (!pool.view.value) return;
    const PoolReport& report = *pool.view.value;
    if (report.watchdog || report.watchdog_failure) to.add("efm_pgpool_watchdog_up", report.watchdog.has_value(), name);
    if (!report.watchdog) return;
    const pcp::Quorum quorum = report.watchdog->quorum;
    to.add("efm_pgpool_watchdog_quorum", quorum == pcp::Quorum::exists || quorum == pcp::Quorum::on_edge, name);
    to.add("efm_pgpool_watchdog_has_leader", !report.watchdog->leader_name.empty() && quorum != pcp::Quorum::no_leader,
           name);
    to.add("efm_pgpool_watchdog_nodes", static_cast<double>(report.watchdog->nodes.size()), name);
}

void add_seat(MetricCollection& to, const Seat& seat, const MetricLabels& labels)
{
    if (!seat.node) return;
    to.add("efm_pgpool_backend_attached", seat.is_attached(), labels);
    to.add("efm_pgpool_backend_quarantined", seat.node->status == pcp::NodeStatus::quarantine, labels);
    to.add("efm_pgpool_backend_primary", seat.is_primary(), labels);
    to.add_if_known("efm_pgpool_backend_weight", seat.node->weight, labels);
}

void add_server(MetricCollection& to, const ClusterRow& row, const MetricLabels& node)
{
    if (!row.server) return;
    const bool is_told = row.server->contact != Contact::unknown;
    if (is_told) to.add("efm_pgpool_server_up", row.answers(), node);
    if (row.server->in_recovery) to.add("efm_pgpool_server_primary", !*row.server->in_recovery, node);
    to.add_if_known("efm_pgpool_server_timeline", row.timeline, node);
    to.add_if_known("efm_pgpool_server_receiving", row.server->receives, node);
    if (row.role == ClusterRole::primary) return;
    to.add_if_known("efm_pgpool_server_lag_bytes", row.lag, node);
    if (row.replay_age) to.add("efm_pgpool_server_replay_age_seconds", seconds(*row.replay_age), node);
}

void add_row(MetricCollection& to, const Survey& survey, const ClusterView& view, std::size_t index)
{
    const ClusterRow& row = view.rows[index];
    const MetricLabels node{{"node", name_of(row)}};
    to.add("efm_pgpool_node_agrees",
           std::ranges::none_of(view.findings,
                                [&](const Finding& finding) {
                                    return finding.row == index && finding.severity == Severity::disagreement;
                                }),
           node);
    add_server(to, row, node);
    for (std::size_t pool = 0; pool < row.seats.size(); ++pool) {
        add_seat(to, row.seats[pool], {{"pgpool", survey.pools[pool].name}, node.front()});
    }
}

void add_events(MetricCollection& to, const std::vector<RecordedEvent>& events)
{
    to.add("efm_pgpool_events_total", events.empty() ? 0 : static_cast<double>(events.back().number));
    std::map<std::string, const RecordedEvent*> last;
    for (const RecordedEvent& event : events) {
        if (event.ended) last[event.given.verb] = &event;
    }
    for (const auto& [verb, event] : last) {
        const MetricLabels labels{{"verb", verb}};
        to.add("efm_pgpool_last_event_timestamp_seconds", since_1970(*event->ended), labels);
        to.add("efm_pgpool_last_event_success", event->ending == Ending::done || event->ending == Ending::superseded,
               labels);
        to.add("efm_pgpool_last_event_duration_seconds", seconds(*event->ended - event->began), labels);
    }
}

void add_journal(MetricCollection& to, const std::optional<JournalFacts>& journal, const ClusterView& view)
{
    to.add("efm_pgpool_journal_up", journal.has_value());
    if (!journal) return;
    add_events(to, journal->events);
    to.add("efm_pgpool_events_open", static_cast<double>(journal->open));
    to.add("efm_pgpool_holds", static_cast<double>(journal->holds.size()));
    for (const ClusterRow& row : view.rows) {
        to.add("efm_pgpool_node_held",
               std::ranges::any_of(journal->holds,
                                   [&](const Hold& hold) { return same_member(hold.member, row.address); }),
               {{"node", name_of(row)}});
    }
}

void add_pools_and_servers(MetricCollection& to, const Survey& survey, const ClusterView& view,
                           const std::string& version)
{
    add_survey(to, survey, view, version);
    for (const SurveyedPool& pool : survey.pools) add_pool(to, pool);
    for (std::size_t i = 0; i < view.rows.size(); ++i) add_row(to, survey, view, i);
}

}  // namespace

std::vector<MetricSample> metrics_of(const Survey& survey, const ClusterView& view,
                                     const std::optional<JournalFacts>& journal, const MetricsSetup& setup)
{
    MetricCollection samples(setup.cluster);
    add_manager(samples, survey);
    add_pools_and_servers(samples, survey, view, setup.version);
    add_journal(samples, journal, view);
    return samples.take();
}

std::vector<MetricSample> pool_metrics_of(const Survey& survey, const ClusterView& view, const MetricsSetup& setup)
{
    MetricCollection samples(setup.cluster);
    add_pools_and_servers(samples, survey, view, setup.version);
    return samples.take();
}

std::string cluster_label(const std::string& efm_cluster)
{
    const std::size_t slash = efm_cluster.rfind('/');
    std::string name = slash == std::string::npos ? efm_cluster : efm_cluster.substr(slash + 1);
    constexpr std::string_view suffix = ".properties";
    if (name.ends_with(suffix)) name.resize(name.size() - suffix.size());
    return name.empty() ? "default" : name;
}

}  // namespace efm
