// What a house stands on: servers in replication, on loopback addresses or on hosts with cables.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "efm_options.hpp"
#include "network_lab.hpp"
#include "pgpool_server.hpp"
#include "postgres_server.hpp"

namespace scenarios {

class Ground {
public:
    virtual ~Ground() = default;

    virtual std::size_t size() const = 0;
    virtual support::PostgresServer& server(std::size_t index) = 0;
    virtual std::vector<support::EfmMember> members() const = 0;  // the servers first

    // Where Pgpool listens and runs, and where the clients and the onlooker are.
    virtual std::string pool_address() const = 0;
    virtual std::string pool_namespace() const = 0;
    virtual std::string client_namespace() const = 0;

    // Whose agent is asked from Pgpool's host.
    virtual std::size_t asked_member() const = 0;

    // What EFM has to know of the network: a ping server, ...
    virtual support::ConfigValues efm_properties() const = 0;

    // Of the lab only.
    virtual const support::NetworkLab& lab() const = 0;
};

// Three servers on 127.0.0.11 and up.
std::unique_ptr<Ground> loopback(const support::PostgresOptions& options = {});

// As in the guide: three servers on hosts 0 to 2, a witness with Pgpool on host 3; and the clients on host 4.
constexpr std::size_t witness_host = 3;
constexpr std::size_t client_host = 4;
std::unique_ptr<Ground> lab();

}  // namespace scenarios
