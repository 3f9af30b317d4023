#include "lab_servers.hpp"

#include <stdexcept>

#include "eventually.hpp"
#include "live.hpp"
#include "postgres_cluster.hpp"
#include "run.hpp"

namespace support {
namespace {

constexpr const char* roles =
    "CREATE ROLE replicator LOGIN REPLICATION;\n"
    "CREATE ROLE monitor LOGIN PASSWORD 'monitor-pass';\n"
    "GRANT pg_monitor TO monitor;\n";

constexpr const char* host_rules = R"(# those of PostgresServer, for the lab's network
host  postgres     monitor  10.213.0.0/24  scram-sha-256
host  all          all      10.213.0.0/24  trust
host  replication  all      10.213.0.0/24  trust
)";

}  // namespace

LabServers::LabServers(const NetworkLab& lab, std::size_t servers) : lab_(lab)
{
    for (std::size_t i = 0; i < servers; ++i) {
        servers_.push_back(std::make_unique<PostgresServer>("server" + std::to_string(i), NetworkLab::address(i),
                                                            port_.number(), dir_.path()));
    }
    fill_data_directories();
    for (std::size_t i = 0; i < servers; ++i) {
        const InNamespace there(lab_.name(i));
        servers_[i]->start();
    }
    const InNamespace there(lab_.name(0));
    if (!eventually([&] { return PostgresCluster::streams_to(*servers_.front(), servers - 1); })) {
        throw std::runtime_error("the standbys do not stream:\n" + servers_.front()->log_text());
    }
}

void LabServers::fill_data_directories()
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
        write_text(server->data_dir() / "pg_hba.conf", read_text(server->data_dir() / "pg_hba.conf") + host_rules);
    }
}

std::vector<EfmMember> LabServers::members() const
{
    std::vector<EfmMember> members;
    for (std::size_t i = 0; i < servers_.size(); ++i) {
        members.push_back({NetworkLab::address(i), servers_[i]->data_dir(), servers_[i]->name(), lab_.name(i)});
    }
    return members;
}

}  // namespace support
