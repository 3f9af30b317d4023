// All that a rehearsal is played with: servers in replication, Pgpool, EFM's stand-in, clients and an onlooker. Of the
// suite also reconcile, beside each Pgpool.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "contender.hpp"
#include "efm_cluster.hpp"
#include "ground.hpp"
#include "pgpool_server.hpp"
#include "pool_watch.hpp"
#include "reconciler.hpp"
#include "traffic.hpp"

namespace scenarios {

struct HouseOptions {
    // A write is acknowledged when a standby has it, whichever. False: when the primary has it.
    bool synchronous = true;

    // In the lab: two Pgpools, see watchdog.hpp.
    bool watchdog = false;

    // Clients crash their own sessions when they come while the primary is dead. That is counted, and said.
    support::Tolerated pool_crashes = support::Tolerated::sessions;
    support::EfmOptions efm;
};

// Member i of EFM, backend i of Pgpool and server i are one. 0 is the primary at first.
class House {
public:
    explicit House(const Contender& contender, HouseOptions options = {}, std::unique_ptr<Ground> ground = loopback());
    House(const House&) = delete;
    House& operator=(const House&) = delete;

    const Contender& contender() const { return contender_; }
    std::size_t size() const { return ground_->size(); }
    support::PostgresServer& server(std::size_t index) { return ground_->server(index); }
    const support::PostgresServer& server(std::size_t index) const { return ground_->server(index); }
    support::PgpoolServer& pool() { return *pool_; }
    const support::PgpoolServer& pool() const { return *pool_; }
    support::PgpoolServer& second_pool() { return *second_pool_; }
    Reconciler& reconciler(std::size_t pool = 0) { return *reconcilers_.at(pool); }
    support::EfmCluster& efm() { return *efm_; }
    const support::EfmCluster& efm() const { return *efm_; }
    Traffic& traffic() { return *traffic_; }
    const Traffic& traffic() const { return *traffic_; }
    const PoolWatch& watch() const { return *watch_; }
    const support::NetworkLab& lab() const { return ground_->lab(); }
    std::string client_namespace() const { return ground_->client_namespace(); }

    // As the onlooker sees it.
    PoolState pool_state() const;

    // Where clients, hooks and the onlooker find Pgpool.
    support::PcpEndpoint pcp() const;
    support::Login login() const;

    // Whose view of the cluster counts: the first running agent's, unless somebody was named.
    std::size_t asked();
    void ask(std::size_t member) { asked_ = member; }

    void start_server(std::size_t index);  // on its host

    // It is the primary: out of recovery, as far as EFM's last promotion goes.
    std::size_t primary() const;

    // A hook as an operator calls it, recorded with those that EFM called.
    efm::CommandResult operate(const std::string& program, const std::vector<std::string>& arguments);

    // Waits for an event of EFM: a kind and a part of the name. Throws std::runtime_error when it does not come.
    support::EfmEvent wait_for(const std::string& kind, const std::string& name, Time since) const;

    // EFM's events, the operator's and what reconcile did since then, in order.
    std::vector<support::EfmEvent> events(Time since = 0) const;

private:
    bool is_at_work() const;
    std::vector<support::PgpoolBackend> backends() const;
    void start_pool(const HouseOptions& house);
    bool watch_each_other() const;
    void start_watchdog(const support::PgpoolOptions& options);
    void reconcile(const support::PgpoolServer& pool, std::size_t member, const std::string& network_namespace);
    support::EfmEvent event_of(const Reconciled& act) const;

    Contender contender_;
    std::unique_ptr<Ground> ground_;
    std::unique_ptr<support::PgpoolServer> pool_;
    std::unique_ptr<support::PgpoolServer> second_pool_;
    std::unique_ptr<support::EfmCluster> efm_;
    std::unique_ptr<PoolWatch> watch_;
    std::unique_ptr<Traffic> traffic_;
    std::vector<std::unique_ptr<Reconciler>> reconcilers_;
    std::vector<support::EfmEvent> by_hand_;
    std::optional<std::size_t> asked_;
};

}  // namespace scenarios
