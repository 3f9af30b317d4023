// A survey and the journal as metrics. Pure functions over values.
//
// Labels are identities: cluster, pgpool (a pool by its name), node (a server by its address). Roles are values, so
// that a failover begins no new series. efm_node_* have node_ip, as efm_extension publishes them.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "efm/cluster_view.hpp"
#include "efm/exposition.hpp"
#include "efm/journal_records.hpp"

namespace efm {

// What the journal of this host knows.
struct JournalFacts {
    std::vector<RecordedEvent> events{};  // the newest, oldest first
    std::size_t open = 0;                 // begun, and not closed or not reached
    std::vector<Hold> holds{};
};

struct MetricsSetup {
    std::string cluster;  // the label
    std::string version;  // of the suite
};

// All of them. What could not be seen is 0 where that is a fact (efm_up), else missing: unknown is no number. No
// `journal`: it could not be read.
std::vector<MetricSample> metrics_of(const Survey& survey, const ClusterView& view,
                                     const std::optional<JournalFacts>& journal, const MetricsSetup& setup);

// The part that the pools and the servers tell, and whether all agree: without EFM's and the journal's.
std::vector<MetricSample> pool_metrics_of(const Survey& survey, const ClusterView& view, const MetricsSetup& setup);

// The label for a cluster that the settings name so: "efm" for "efm" and for "/etc/edb/efm-5.0/efm.properties".
std::string cluster_label(const std::string& efm_cluster);

}  // namespace efm
