// A real Pgpool-II, configured by the samples of config/.
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "config_text.hpp"
#include "crash_check.hpp"
#include "daemon.hpp"
#include "database.hpp"
#include "port_lease.hpp"
#include "postgres_cluster.hpp"
#include "temp_dir.hpp"

namespace support {

struct PgpoolBackend {
    std::string address;
    std::uint16_t port = 0;
    std::string application_name;
};

struct PgpoolOptions {
    std::string address = "127.0.0.1";  // where it listens
    std::string network_namespace;      // where it runs; empty: the test's own
    std::uint16_t sql_port = 0;         // 0: leased
    std::uint16_t pcp_port = 0;         // ...

    // pgpool-watchdog.conf, included in its own; {dir} is known there too. Such a Pgpool may change its host's
    // addresses.
    std::string watchdog_conf;
    int node_id = 0;

    // Over the sample's and the fixture's own, as pgpool.conf writes them: {"sr_check_period", "1"}. May refer to what
    // is known only when the pool is made: {dir}, its directory, and {pcp_port}.
    ConfigValues settings;

    // The same for hooks.conf.
    ConfigValues hooks;

    // Backends in all. Those beyond the cluster's servers are hosts where nobody listens, marked down from the start.
    std::size_t slots = 0;

    // The built program in place of the sample's /usr/bin/follow_primary, if the build made it. False: none is set.
    bool follow_primary = true;

    // A test that kills Pgpool's workers on purpose says so, and one whose clients may crash their own sessions.
    Tolerated crashes = Tolerated::none;

    // False: the constructor only writes its files. Several that wait for each other are begun together.
    bool started = true;
};

struct PcpEndpoint {
    std::string host;
    std::uint16_t port = 0;
    std::string user;
    std::string password;
    std::filesystem::path passfile;
};

// The pool over a cluster, or over servers that are somewhere else. The constructor returns when its PCP port and its
// SQL port answer. The destructor stops it, and fails the test if the log tells of a crash.
class PgpoolServer {
public:
    explicit PgpoolServer(const PostgresCluster& cluster, PgpoolOptions options = {});
    PgpoolServer(std::vector<PgpoolBackend> servers, PgpoolOptions options);
    ~PgpoolServer();
    PgpoolServer(const PgpoolServer&) = delete;
    PgpoolServer& operator=(const PgpoolServer&) = delete;

    const std::filesystem::path& dir() const { return dir_.path(); }
    const PcpEndpoint& pcp() const { return pcp_; }
    Login login() const { return {pcp_.host, sql_port(), "postgres", "postgres", ""}; }

    // The settings file of our programs for this pool, made from the sample.
    std::filesystem::path hooks_conf() const { return dir_ / "hooks.conf"; }
    std::filesystem::path hooks_log() const { return dir_ / "hooks.log"; }

    // SHOW pool_nodes. Asks again for a while when Pgpool closes the session, as it does during a failover; throws
    // std::runtime_error after that.
    std::vector<Row> nodes() const;
    std::string status(std::size_t id) const { return nodes().at(id).at("status"); }
    std::string role(std::size_t id) const { return nodes().at(id).at("role"); }

    enum class StatusFile { keep, drop };
    void start();  // returns when it is ready
    void begin_start();
    void wait_until_ready();
    void stop();
    void kill9();
    void restart(StatusFile what = StatusFile::keep);
    bool is_running() { return daemon_.is_running(); }

    void pause_main() const;  // PCP goes on answering
    void resume_main() const;

    std::string log_text() const { return daemon_.log_text(); }
    std::chrono::milliseconds setup_time() const { return setup_time_; }

private:
    std::uint16_t sql_port() const { return options_.sql_port != 0 ? options_.sql_port : sql_port_.number(); }
    void write_pgpool_conf();
    void write_watchdog_conf() const;
    void write_pcp_files() const;
    void write_hooks_conf() const;
    std::string filled_in(const std::string& value) const;
    std::string follow_primary() const;
    void forget_status();

    PgpoolOptions options_;
    std::vector<PgpoolBackend> servers_;
    std::size_t slots_;
    TempDir dir_;
    PortLease sql_port_;
    PortLease pcp_port_;
    PcpEndpoint pcp_;
    Daemon daemon_;
    std::chrono::milliseconds setup_time_{0};
};

}  // namespace support
