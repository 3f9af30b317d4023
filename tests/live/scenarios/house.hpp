// All that a rehearsal is played with: servers in replication, Pgpool, EFM's stand-in, clients and an onlooker.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "contender.hpp"
#include "efm_cluster.hpp"
#include "pgpool_server.hpp"
#include "pool_watch.hpp"
#include "postgres_cluster.hpp"
#include "traffic.hpp"

namespace scenarios {

struct HouseOptions {
    // A write is acknowledged when a standby has it, whichever. False: when the primary has it.
    bool synchronous = true;
    support::EfmOptions efm;
};

// Member i of EFM, backend i of Pgpool and server i are one. 0 is the primary at first.
class House {
public:
    explicit House(const Contender& contender, HouseOptions options = {});
    House(const House&) = delete;
    House& operator=(const House&) = delete;

    const Contender& contender() const { return contender_; }
    std::size_t size() const { return servers_.size(); }
    support::PostgresServer& server(std::size_t index) { return servers_[index]; }
    const support::PostgresServer& server(std::size_t index) const { return servers_[index]; }
    support::PgpoolServer& pool() { return *pool_; }
    const support::PgpoolServer& pool() const { return *pool_; }
    support::EfmCluster& efm() { return *efm_; }
    const support::EfmCluster& efm() const { return *efm_; }
    Traffic& traffic() { return *traffic_; }
    const Traffic& traffic() const { return *traffic_; }
    const PoolWatch& watch() const { return *watch_; }

    PoolState pool_state() const { return scenarios::pool_state(pool_->pcp(), size()); }

    // A hook as an operator calls it, recorded with those that EFM called.
    efm::CommandResult operate(const std::string& program, const std::vector<std::string>& arguments);

    // Waits for an event of EFM: a kind and a part of the name. Throws std::runtime_error when it does not come.
    support::EfmEvent wait_for(const std::string& kind, const std::string& name, Time since) const;

    // EFM's events and the operator's since then, in order.
    std::vector<support::EfmEvent> events(Time since = 0) const;

private:
    bool is_at_work() const;

    Contender contender_;
    support::PostgresCluster servers_;
    std::unique_ptr<support::PgpoolServer> pool_;
    std::unique_ptr<support::EfmCluster> efm_;
    std::unique_ptr<PoolWatch> watch_;
    std::unique_ptr<Traffic> traffic_;
    std::vector<support::EfmEvent> by_hand_;
};

}  // namespace scenarios
