// Everything one pool tells about its backends, for people to look at.
#pragma once

#include <optional>
#include <vector>

#include "pcp/backend.hpp"
#include "pcp/client.hpp"

namespace efm {

struct PoolNodes {
    std::vector<pcp::NodeInfo> nodes;
    bool probed = false;  // the columns that Pgpool fills by asking the servers (4.3+) are there
    std::optional<bool> uses_watchdog = std::nullopt;  // empty: it was not asked for its settings, or does not say
};

// Reads what shared memory has (status, role, weight). Lag, replication state and the servers' actual status come with
// node info, for which Pgpool 4.3 and later connects to the servers unless health_check_period is 0: a server that
// hangs then costs connect_timeout, and on 4.0 to 4.4 holds up other requests. Asked for then only if `probe`.
// Throws pcp::Error.
PoolNodes read_nodes(const pcp::Options& pool, bool probe);

}  // namespace efm
