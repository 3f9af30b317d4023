#include "ground.hpp"

#include <stdexcept>

#include "lab_servers.hpp"
#include "postgres_cluster.hpp"
#include "run.hpp"

namespace scenarios {
namespace {

constexpr std::size_t servers = 3;

class Loopback : public Ground {
public:
    explicit Loopback(const support::PostgresOptions& options) : servers_(servers, options) {}

    std::size_t size() const override { return servers_.size(); }
    support::PostgresServer& server(std::size_t index) override { return servers_[index]; }

    std::vector<support::EfmMember> members() const override
    {
        std::vector<support::EfmMember> members;
        for (std::size_t i = 0; i < size(); ++i) {
            members.push_back({servers_[i].address(), servers_[i].data_dir(), servers_[i].name(), ""});
        }
        return members;
    }

    std::string pool_address() const override { return "127.0.0.1"; }
    std::string pool_namespace() const override { return ""; }
    std::string client_namespace() const override { return ""; }
    std::size_t asked_member() const override { return 1; }  // no row kills this agent
    support::ConfigValues efm_properties() const override { return {}; }
    const support::NetworkLab& lab() const override { throw std::logic_error("the loopback has no cables"); }

private:
    support::PostgresCluster servers_;
};

class Lab : public Ground {
public:
    std::size_t size() const override { return servers; }
    support::PostgresServer& server(std::size_t index) override { return servers_[index]; }

    std::vector<support::EfmMember> members() const override
    {
        auto members = servers_.members();
        members.push_back({support::NetworkLab::address(witness_host), "", "", lab_.name(witness_host)});
        return members;
    }

    std::string pool_address() const override { return support::NetworkLab::address(witness_host); }
    std::string pool_namespace() const override { return lab_.name(witness_host); }
    std::string client_namespace() const override { return lab_.name(client_host); }
    std::size_t asked_member() const override { return witness_host; }

    support::ConfigValues efm_properties() const override
    {
        return {{"ping.server.ip", support::NetworkLab::gateway()},
                {"ping.server.command", support::built_program("standin/standin_ping")}};
    }

    const support::NetworkLab& lab() const override { return lab_; }

private:
    support::NetworkLab lab_{client_host + 1};
    support::LabServers servers_{lab_, servers};
};

}  // namespace

std::unique_ptr<Ground> loopback(const support::PostgresOptions& options)
{
    return std::make_unique<Loopback>(options);
}

std::unique_ptr<Ground> lab()
{
    return std::make_unique<Lab>();
}

}  // namespace scenarios
