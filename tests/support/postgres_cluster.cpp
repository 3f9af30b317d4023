#include "postgres_cluster.hpp"

#include <stdexcept>
#include <string>
#include <vector>

#include "eventually.hpp"
#include "live.hpp"
#include "run.hpp"

namespace support {
namespace {

std::string address_of(std::size_t index)
{
    return "127.0.0." + std::to_string(11 + index);
}

std::vector<std::string> addresses(std::size_t servers)
{
    std::vector<std::string> result;
    for (std::size_t i = 0; i < servers; ++i) result.push_back(address_of(i));
    return result;
}

constexpr const char* roles =
    "CREATE ROLE replicator LOGIN REPLICATION;\n"
    "CREATE ROLE monitor LOGIN PASSWORD 'monitor-pass';\n"
    "GRANT pg_monitor TO monitor;\n";

}  // namespace

PostgresCluster::PostgresCluster(std::size_t servers, const PostgresOptions& options) : port_(addresses(servers))
{
    const auto start = std::chrono::steady_clock::now();
    for (std::size_t i = 0; i < servers; ++i) {
        servers_.push_back(std::make_unique<PostgresServer>("server" + std::to_string(i), address_of(i), port(),
                                                            dir_.path(), options));
    }
    fill_data_directories();
    for (const auto& server : servers_) server->begin_start();
    for (const auto& server : servers_) server->wait_until_ready();
    if (!eventually([&] { return streams_to(*servers_.front(), servers - 1); })) {
        throw std::runtime_error("the standbys do not stream:\n" + servers_.front()->log_text());
    }
    setup_time_ = std::chrono::ceil<std::chrono::milliseconds>(std::chrono::steady_clock::now() - start);
}

bool PostgresCluster::streams_to(const PostgresServer& primary, std::size_t standbys)
{
    return primary.sql("SELECT count(*) FROM pg_stat_replication WHERE state = 'streaming'") ==
           std::to_string(standbys);
}

// One initdb, and copies of what it made: a server that was never started has nothing to replay.
void PostgresCluster::fill_data_directories()
{
    const PostgresServer& first = *servers_.front();
    const std::string data = first.data_dir().string();
    run_tool({postgres_program("initdb"), "--pgdata=" + data, "--username=postgres", "--auth=trust", "--no-sync",
              "--no-instructions", "--no-locale", "--encoding=UTF8", "--wal-segsize=1"});
    write_text(dir_ / "roles.sql", roles);
    run_tool({"/bin/sh", "-c", "exec \"$0\" --single -F -D \"$1\" -c log_min_messages=error postgres <\"$2\"",
              postgres_program("postgres"), data, (dir_ / "roles.sql").string()});
    for (const auto& server : servers_) {
        if (server != servers_.front()) {
            run_tool({"/bin/cp", "-a", "--reflink=auto", data, server->data_dir().string()});
            server->set_upstream(first);
        }
        server->configure();
    }
}

}  // namespace support
