#include "efm/exposition.hpp"

namespace efm {
namespace {

constexpr MetricFamily families[] = {
    // What EFM says. efm_extension publishes these, too.
    {"efm_up", "gauge", "1 if efm answers with a status"},
    {"efm_cluster_healthy", "gauge", "1 if efm calls the cluster healthy and in sync"},
    {"efm_cluster_nodes", "gauge", "Members of the cluster"},
    {"efm_cluster_primaries", "gauge", "Members that say they are the primary"},
    {"efm_cluster_missing_nodes", "gauge", "Members that did not answer"},
    {"efm_cluster_messages", "gauge", "Messages of efm about the cluster"},
    {"efm_node_status", "gauge", "1 if the member's agent runs"},
    {"efm_node_by_type", "gauge", "1 for each member, with its type and database in labels"},
    {"efm_node_is_primary", "gauge", "1 if the member is the primary"},
    {"efm_node_database_up", "gauge", "1 if the agent says that its database is up"},
    {"efm_node_vip", "gauge", "1 if the member says that the virtual address is assigned to it"},
    {"efm_node_lag_bytes", "gauge", "Bytes between the primary's position and what the member has replayed"},
    {"efm_cache_hit_ratio", "gauge", "Share of the calls that found the status at hand"},
    {"efm_status_age_seconds", "gauge", "Seconds since the status was collected"},
    {"efm_status_collections_total", "counter", "Statuses collected since the server started"},
    {"efm_status_failures_total", "counter", "Runs of efm since the server started that brought no status"},
    {"efm_status_duration_seconds", "gauge", "Seconds that the last run of efm took"},

    // The survey as a whole.
    {"efm_pgpool_info", "gauge", "1, with the version of the suite"},
    {"efm_pgpool_agreement", "gauge", "1 if all that is configured was seen, and agrees"},
    {"efm_pgpool_primary_known", "gauge", "1 if it is known which server is the primary"},
    {"efm_pgpool_findings", "gauge", "Findings by severity: disagreement, unseen, remark"},
    {"efm_pgpool_finding", "gauge", "Findings of a kind about a node or a pool; `pgpool_backend status` has sentences"},
    {"efm_pgpool_survey_timestamp_seconds", "gauge", "When this was seen, in seconds since 1970"},
    {"efm_pgpool_survey_duration_seconds", "gauge", "Seconds that it took to ask everybody"},

    // Each pool, and what it thinks of each server.
    {"efm_pgpool_up", "gauge", "1 if the pool answers over PCP"},
    {"efm_pgpool_duration_seconds", "gauge", "Seconds that it took to ask the pool"},
    {"efm_pgpool_watchdog_up", "gauge", "1 if the pool's watchdog could be asked"},
    {"efm_pgpool_watchdog_quorum", "gauge", "1 if the watchdog has a quorum, on the edge included"},
    {"efm_pgpool_watchdog_has_leader", "gauge", "1 if the watchdog has a leader"},
    {"efm_pgpool_watchdog_nodes", "gauge", "Nodes that the watchdog knows"},
    {"efm_pgpool_backend_attached", "gauge", "1 if the pool sends clients to the server"},
    {"efm_pgpool_backend_quarantined", "gauge", "1 if this pool alone keeps the server out"},
    {"efm_pgpool_backend_primary", "gauge", "1 if the pool takes the server for the primary"},
    {"efm_pgpool_backend_weight", "gauge", "Share of the reads that the pool gives to the server, 0 to 1"},

    // Each server, by its own word.
    {"efm_pgpool_node_agrees", "gauge", "1 if no view of the node contradicts another"},
    {"efm_pgpool_node_held", "gauge", "1 if somebody has forbidden to attach the node"},
    {"efm_pgpool_server_up", "gauge", "1 if the server takes connections"},
    {"efm_pgpool_server_primary", "gauge", "1 if the server is out of recovery"},
    {"efm_pgpool_server_timeline", "gauge", "Timeline of the WAL that the server writes or receives"},
    {"efm_pgpool_server_receiving", "gauge", "1 if the standby's WAL receiver streams"},
    {"efm_pgpool_server_lag_bytes", "gauge", "Bytes of WAL that the standby has not replayed"},
    {"efm_pgpool_server_replay_age_seconds", "gauge", "Age of what the standby last replayed; 0 if it is not behind"},

    // The journal of this host.
    {"efm_pgpool_journal_up", "gauge", "1 if the journal of this host could be read"},
    {"efm_pgpool_events_total", "counter", "Events that this host has begun"},
    {"efm_pgpool_events_open", "gauge", "Events that were begun and have not come to their end"},
    {"efm_pgpool_holds", "gauge", "Members that must not be attached for now"},
    {"efm_pgpool_last_event_timestamp_seconds", "gauge", "When the last event of its verb ended, seconds since 1970"},
    {"efm_pgpool_last_event_success", "gauge", "1 if the last event of its verb was seen to be done, or superseded"},
    {"efm_pgpool_last_event_duration_seconds", "gauge", "Seconds that the last event of its verb took"},
};

}  // namespace

std::span<const MetricFamily> metric_families()
{
    return families;
}

}  // namespace efm
