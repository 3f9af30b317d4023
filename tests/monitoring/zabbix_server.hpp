// A Zabbix 6.0 of a test's own: its database, its server, its frontend for the API, and an agent. All of it is
// Debian's, on the loopback, in one directory; it ends with the test.
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "daemon.hpp"
#include "port_lease.hpp"
#include "postgres_cluster.hpp"
#include "temp_dir.hpp"

namespace monitoring {

class ZabbixServer {
public:
    static std::vector<std::string> programs();

    // The API alone, in a few seconds.
    ZabbixServer();

    // From now on it asks its agent. `user_parameter`: a line of the agent's configuration.
    void watch(const std::string& user_parameter);

    // As an administrator does it, over what is there. Throws std::runtime_error with the API's words.
    void import(const std::string& file) const;

    std::uint16_t agent_port() const { return agent_port_.number(); }

    // Logged in. Throws std::runtime_error with the API's words.
    nlohmann::json call(const std::string& method, const nlohmann::json& parameters) const;

    // What to read when something does not come to be.
    std::string logs() const;

private:
    void fill_database();
    void start_frontend();
    void start_server();
    void start_agent(const std::string& user_parameter);
    nlohmann::json post(const nlohmann::json& request) const;

    support::PostgresCluster database_{1};
    support::TempDir dir_;
    support::PortLease frontend_port_;
    support::PortLease server_port_;
    support::PortLease agent_port_;
    support::Daemon frontend_{dir_.path(), dir_ / "frontend.log"};
    support::Daemon server_{dir_.path(), dir_ / "server.log"};
    support::Daemon agent_{dir_.path(), dir_ / "agent.log"};
    std::string session_;
};

}  // namespace monitoring
