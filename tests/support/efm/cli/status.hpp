// cluster-status, cluster-status-json and node-status-json: the agents' view, and what the databases say themselves.
#pragma once

#include "call.hpp"
#include "report.hpp"

namespace standin {

// Asks the local agent, then every database at once.
ClusterReport survey(const Call& call);

Outcome cluster_status(const Call& call);
Outcome cluster_status_json(const Call& call);
Outcome node_status_json(const Call& call);

}  // namespace standin
