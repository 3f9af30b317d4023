// One PostgreSQL server: its address, port, data directory and log.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

#include "daemon.hpp"
#include "database.hpp"

namespace support {

// What a test's servers have that others have not.
struct PostgresOptions {
    std::string program;   // instead of the installed server's
    std::string settings;  // lines for postgresql.conf
};

enum class StopMode { smart, fast, immediate };

// Lives in a folder that somebody else owns, under a data directory that somebody else has filled (PostgresCluster).
// Roles, beside the superuser postgres: `monitor` with the password monitor-pass (it has pg_monitor; asked for the
// password on the database postgres) and `replicator`.
class PostgresServer {
public:
    PostgresServer(std::string name, std::string address, std::uint16_t port, const std::filesystem::path& folder,
                   PostgresOptions options = {});
    ~PostgresServer();
    PostgresServer(const PostgresServer&) = delete;
    PostgresServer& operator=(const PostgresServer&) = delete;

    const std::string& name() const { return name_; }  // also its application_name
    const std::string& address() const { return address_; }
    std::uint16_t port() const { return port_; }
    const std::filesystem::path& data_dir() const { return data_dir_; }
    Login login() const { return {address_, port_, "postgres", "postgres", ""}; }
    Login monitor_login() const { return {address_, port_, "monitor", "postgres", "monitor-pass"}; }

    // Settings over its own, as postgresql.conf writes them; they go with a copy of its data. Read again at once.
    void set(const std::string& more) const;

    void configure();                               // writes its configuration into the data directory
    void set_upstream(const PostgresServer& from);  // makes it a standby at its next start

    void start();  // returns when it accepts connections
    void begin_start();
    void wait_until_ready();
    void stop(StopMode mode = StopMode::fast);
    void kill9();             // all its processes, as if the power went
    void kill9_postmaster();  // that one alone, however it was started; returns when the others have noticed
    bool is_running() { return daemon_.is_running(); }

    void promote();                            // returns when it is out of recovery
    void follow(const PostgresServer& from);   // restarts as its standby
    void rebuild(const PostgresServer& from);  // the same on a fresh copy of the data

    void pause() const;  // it hangs: the kernel accepts connections, nobody answers
    void resume() const;

    std::string sql(const std::string& text) const { return query_value(login(), text); }
    bool in_recovery() const { return sql("SELECT pg_is_in_recovery()") == "t"; }
    std::string log_text() const { return daemon_.log_text(); }

private:
    std::string name_;
    std::string address_;
    std::uint16_t port_;
    std::filesystem::path data_dir_;
    PostgresOptions options_;
    Daemon daemon_;
};

}  // namespace support
