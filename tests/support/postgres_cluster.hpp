// PostgreSQL servers in streaming replication, as many as a test needs.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

#include "port_lease.hpp"
#include "postgres_server.hpp"
#include "temp_dir.hpp"

namespace support {

// Server 0 is the primary at first, the others its standbys. One loopback address each, 127.0.0.11 and up, and one port
// for all: the address tells them apart, as in a real cluster. The constructor returns when all standbys stream.
class PostgresCluster {
public:
    explicit PostgresCluster(std::size_t servers = 3, const PostgresOptions& options = {});

    PostgresServer& operator[](std::size_t index) { return *servers_.at(index); }
    const PostgresServer& operator[](std::size_t index) const { return *servers_.at(index); }
    std::size_t size() const { return servers_.size(); }
    std::uint16_t port() const { return port_.number(); }

    // Waits until that many standbys stream from this server.
    static bool streams_to(const PostgresServer& primary, std::size_t standbys);

    std::chrono::milliseconds setup_time() const { return setup_time_; }

private:
    void fill_data_directories();

    TempDir dir_;
    PortLease port_;
    std::vector<std::unique_ptr<PostgresServer>> servers_;
    std::chrono::milliseconds setup_time_{0};
};

}  // namespace support
