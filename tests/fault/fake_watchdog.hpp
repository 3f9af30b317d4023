// Three scripted Pgpools under one watchdog, which tell each other of every change.
#pragma once

#include <gmock/gmock.h>

#include <memory>

#include "efm/load_balancer.hpp"
#include "fake_pcp_server.hpp"
#include "port_lease.hpp"

namespace watchdog_test {

using namespace std::chrono_literals;
using namespace std::string_literals;
using support::FakePcpServer;
namespace fault = support::fault;

constexpr int leader = 4;
constexpr int standby = 7;
constexpr int lost = 8;

class AllAnswer : public efm::ServerProbe {
public:
    efm::ServerFacts ask(const std::string&, std::uint16_t port, const pcp::Patience&) override
    {
        if (port == gone) return {.contact = efm::Contact::refused, .failure = "Connection refused"};
        return {.contact = efm::Contact::answers};
    }
    bool has_login() const override { return false; }

    std::uint16_t gone = 0;
};

class Watchdog : public ::testing::Test {
protected:
    Watchdog()
    {
        for (int i = 0; i < 3; ++i) {
            members_.push_back(std::make_unique<FakePcpServer>(
                support::pool_of(3), support::FakePcpSettings{.address = address(i), .port = port_.number()}));
        }
        for (int i = 0; i < 3; ++i) {
            at(i).on_change([this, i](const support::FakePool& pool) { hand_on(i, pool); });
        }
        set(1, {leader, standby, standby});
    }

    static std::string address(int i) { return "127.0.0.2" + std::to_string(i + 1); }
    FakePcpServer& at(int i) { return *members_.at(static_cast<std::size_t>(i)); }
    std::string name(int i) const { return address(i) + ':' + std::to_string(port_.number()); }

    // What all of them say: the quorum's status and each node's state.
    void set(int quorum, const std::vector<int>& states)
    {
        for (int i = 0; i < 3; ++i) say(i, quorum, states);
    }

    void say(int who, int quorum, const std::vector<int>& states)
    {
        at(who).change([&](support::FakePool& pool) { pool.watchdog = document(quorum, states); });
    }

    static std::string document(int quorum, const std::vector<int>& states)
    {
        std::string nodes;
        std::string leads = "Not_Set";
        int alive = 0;
        for (int i = 0; i < 3; ++i) {
            const int state = states.at(static_cast<std::size_t>(i));
            const std::string node = "\"NodeName\": \"" + address(i) + "\", \"HostName\": \"" + address(i) + '"';
            nodes += std::string(i > 0 ? "," : "") + "{\"ID\": " + std::to_string(i) +
                     ", \"State\": " + std::to_string(state) + ", \"StateName\": \"" +
                     (state == leader    ? "LEADER"
                      : state == standby ? "STANDBY"
                                         : "LOST") +
                     "\", " + node +
                     ", \"DelegateIP\": \"Not_Set\", \"WdPort\": 9000, \"PgpoolPort\": 9999, \"Priority\": 1}";
            if (state == leader) leads = address(i);
            if (state != lost) ++alive;
        }
        return "{\"RemoteNodeCount\": 2, \"QuorumStatus\": " + std::to_string(quorum) +
               ", \"AliveNodeCount\": " + std::to_string(alive - 1) +
               ", \"Escalated\": 1, \"NodeCount\": 3, \"LeaderNodeName\": \"" + leads + "\", \"LeaderHostName\": \"" +
               leads + "\", \"WatchdogNodes\": [" + nodes + "]}";
    }

    efm::LoadBalancer::Setup setup(const std::vector<int>& named, std::chrono::milliseconds limit = 10s)
    {
        efm::LoadBalancer::Setup setup;
        for (const int i : named) setup.pools.push_back({at(i).options(limit)});
        setup.mode = efm::PoolMode::watchdog;
        setup.pool_at = [this, limit](const efm::Address& place) {
            efm::Pool pool{at(0).options(limit)};
            pool.options.host = place.host;
            pool.options.port = *place.port;
            return pool;
        };
        return setup;
    }

    efm::LoadBalancer balancer(const std::vector<int>& named, std::chrono::milliseconds limit = 10s)
    {
        return efm::LoadBalancer(setup(named, limit), probe_);
    }

    bool attached(int i, std::size_t backend) { return is_attached(at(i).pool().backends[backend].status); }

    // The primary is gone; the leader says yes to a promote, and is silent from then on.
    void promote_unseen(const std::function<void()>& then)
    {
        probe_.gone = 5432;
        at(0).on_change([this, then](const support::FakePool&) {
            at(0).change([](support::FakePool& pool) { pool = support::pool_of(3); });
            at(0).on(FakePcpServer::at_accept, fault::silence);
            then();
        });
    }

    static efm::Address member(int id) { return {"127.0.0.1", static_cast<std::uint16_t>(5432 + id)}; }

    AllAnswer probe_;
    bool hands_on_ = true;
    std::vector<std::unique_ptr<FakePcpServer>> members_;

private:
    void hand_on(int from, const support::FakePool& pool)
    {
        for (int i = 0; hands_on_ && i < 3; ++i) {
            if (i != from) at(i).change([&](support::FakePool& other) { other.backends = pool.backends; });
        }
    }

    support::PortLease port_{{address(0), address(1), address(2)}};
};

}  // namespace watchdog_test
