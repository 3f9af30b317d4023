// EFM, the pools and the servers joined: one row for each member and backend, and what does not agree.
#pragma once

#include <string>

#include "backend_status.hpp"
#include "efm/cluster_view.hpp"
#include "efm/survey.hpp"
#include "pcp/deadline.hpp"
#include "settings.hpp"
#include "table.hpp"

namespace sqlext {

// Where it is written what belongs to the cluster besides EFM.
struct OverviewFiles {
    std::string settings;  // names the pools, and how to log in to the servers. Need not be there: then none are known
    std::string properties;  // the agent's: the servers' port, unless the settings name another such file
};

struct Overview {
    efm::Survey survey;
    std::size_t named_pools = 0;  // the first ones in the survey; its others were told of by a watchdog
    efm::ClusterView view{};
};

// Asks the pools and the servers; EFM's word is that of the status. Throws efm::Error (configuration) for the settings.
Overview take_overview(const BackendStatus& status, const OverviewFiles& files, const pcp::Patience& patience);

// address, port, role, efm_type, efm_database, contact, in_recovery, timeline, lsn, lag_bytes, backends (JSON by pool),
// agrees, difference. What is about no member is in rows without an address.
Table overview_rows(const Overview& overview);

}  // namespace sqlext
