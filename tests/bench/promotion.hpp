// A pool just after the servers failed over by themselves: the primary is dead, one standby is promoted, the other one
// streams from it, and Pgpool knows nothing of it.
#pragma once

#include "bench_pool.hpp"

namespace bench {

class PromotedServers {
public:
    explicit PromotedServers(support::PgpoolOptions options);

    const support::PgpoolServer& pool() const { return pool_; }
    const support::PostgresServer& new_primary() const { return servers_[1]; }

    // Runs a program that is to make the pool agree, once: until the standby, which Pgpool marks down for a promotion,
    // is attached again. Throws std::runtime_error with its output unless it exits 0 and both servers are in service.
    Times time(const Invocation& promote);

private:
    Times race_to_return(const Invocation& promote) const;

    support::PostgresCluster servers_;
    support::PgpoolServer pool_;
    support::TempDir scratch_;
    StatusWatch watch_;
};

}  // namespace bench
