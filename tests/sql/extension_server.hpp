// A server with the extension, and the efm that it asks.
#pragma once

#include <string>

#include "canned_efm.hpp"
#include "postgres_cluster.hpp"
#include "server_overlay.hpp"

namespace sql_test {

enum class Preload { no, yes };

class ExtensionServer {
public:
    // `settings`: more lines for postgresql.conf. The extension is created if it is preloaded. `locale`: one
    // that lc_messages may then name, installed or not.
    explicit ExtensionServer(Preload preload, const std::string& settings = "", std::size_t servers = 1,
                             const std::string& locale = "");

    const CannedEfm& efm() const { return efm_; }
    const ServerOverlay& files() const { return overlay_; }
    support::PostgresServer& operator[](std::size_t index) { return servers_[index]; }
    const support::PostgresCluster& cluster() const { return servers_; }
    support::PostgresServer& server() { return servers_[0]; }
    support::Login login(const std::string& user = "postgres") const;

    // Has it ask the pool at this port of 127.0.0.1, with the fake server's login.
    void name_pool(std::uint16_t port) const;

    std::string sql(const std::string& text) const { return query_value(login(), text); }

    // Whether one session sees what another asked for: preloaded, or from PostgreSQL 17 on.
    bool shares() const { return preload_ == Preload::yes || std::stoi(sql("SHOW server_version_num")) >= 170000; }

    // Runs pg_regress on sql/NAME.sql. What differs, or why it could not run; empty if all is as expected.
    std::string regress(const std::vector<std::string>& names) const;

private:
    Preload preload_;
    ServerOverlay overlay_;
    CannedEfm efm_;
    support::PostgresCluster servers_;
};

// The error that a statement ends with; empty if none.
std::string error_of(const support::Login& login, const std::string& sql);

}  // namespace sql_test
