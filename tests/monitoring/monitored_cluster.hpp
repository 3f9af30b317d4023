// Three servers, a pool and the stand-in for EFM, shared by the tests of a suite; and the programs that watch them.
#pragma once

#include <gmock/gmock.h>

#include <memory>
#include <string>
#include <vector>

#include "efm_cluster.hpp"
#include "eventually.hpp"
#include "live.hpp"
#include "pgpool_server.hpp"
#include "run.hpp"
#include "temp_dir.hpp"

namespace monitoring {

// True if all of these programs can be executed. Otherwise the running test is skipped, naming what is missing; under
// REQUIRE_LIVE=1 it fails. The test has to return then. Debian's packages: tests/setup.
bool require_programs(const std::vector<std::string>& paths);

class MonitoredCluster : public support::LiveTest {
protected:
    static void TearDownTestSuite();

    // Attached, all of them, and nothing disagrees.
    void SetUp() override;

    static std::string address(std::size_t member) { return efm_->address(member); }
    static std::string node(std::size_t member) { return address(member) + ":" + std::to_string(servers_->port()); }
    static std::string pool_name();

    // The words that have `pgpool_backend` ask this cluster.
    static std::vector<std::string> settings();

    // The same for a program that runs as the user of the servers: files of its own, made in `dir`.
    static std::vector<std::string> settings_of_agent(const support::TempDir& dir);

    static efm::CommandResult run(std::vector<std::string> words);
    static bool detach(std::size_t member);
    static std::string metrics() { return run({"metrics"}).out; }

    static support::PostgresCluster& servers() { return *servers_; }
    static support::EfmCluster& manager() { return *efm_; }

    support::TempDir directory_;

private:
    static inline std::unique_ptr<support::PostgresCluster> servers_;
    static inline std::unique_ptr<support::PgpoolServer> pool_;
    static inline std::unique_ptr<support::EfmCluster> efm_;
};

}  // namespace monitoring
