// PostgreSQL servers in streaming replication, one a host of a NetworkLab. Server 0 is the primary at first.
#pragma once

#include <memory>
#include <vector>

#include "efm_cluster.hpp"
#include "network_lab.hpp"
#include "port_lease.hpp"
#include "postgres_server.hpp"
#include "temp_dir.hpp"

namespace support {

class LabServers {
public:
    LabServers(const NetworkLab& lab, std::size_t servers);

    // To start one, or to ask it something, be on its host, or on one with a cable: InNamespace.
    PostgresServer& operator[](std::size_t index) { return *servers_.at(index); }
    std::uint16_t port() const { return port_.number(); }

    std::vector<EfmMember> members() const;  // for an EfmCluster

private:
    void fill_data_directories();

    const NetworkLab& lab_;
    TempDir dir_;
    PortLease port_;
    std::vector<std::unique_ptr<PostgresServer>> servers_;
};

}  // namespace support
