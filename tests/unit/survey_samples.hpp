// A cluster of three in perfect agreement, seen by EFM, two pools and the servers. Tests change one thing.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "efm/cluster_view.hpp"

namespace survey_samples {

using namespace std::chrono_literals;

inline constexpr std::uint16_t port = 5432;
inline constexpr std::uint64_t identifier = 7'000'000'000'000'000'001;
inline const efm::Lsn position{0x3000148};

inline std::string address(int id)
{
    return "10.0.0." + std::to_string(id + 1);
}

inline efm::Member member(int id)
{
    efm::Member member;
    member.address = address(id);
    member.type = id == 0 ? efm::AgentType::primary : efm::AgentType::standby;
    member.database = efm::Liveness::up;
    member.vip = "10.0.0.99";
    member.vip_active = id == 0;
    member.replayed = position;
    return member;
}

inline pcp::NodeInfo node(int id)
{
    pcp::NodeInfo node;
    node.id = id;
    node.host = address(id);
    node.port = port;
    node.status = pcp::NodeStatus::up;
    node.role = id == 0 ? pcp::Role::primary : pcp::Role::standby;
    node.weight = id == 0 ? 0.0 : 0.5;
    return node;
}

inline efm::ServerFacts facts(int id)
{
    efm::ServerFacts facts{.contact = efm::Contact::answers};
    facts.in_recovery = id != 0;
    facts.version = 150018;
    facts.system_identifier = identifier;
    facts.timeline = 2;
    facts.position = position;
    if (id == 0) return facts;
    facts.replayed = position;
    facts.replay_age = 90s;
    facts.receives = true;
    return facts;
}

// What hand-written changes of a survey need.
struct Sample : efm::Survey {
    Sample()
    {
        manager.emplace().value.emplace();
        status().coordinator = address(0);
        status().failover_priority = {address(1), address(2)};
        for (int id = 0; id < 3; ++id) {
            status().members.push_back(member(id));
            servers.push_back({address(id), port, {}});
            servers.back().view.value = facts(id);
        }
        for (const char* name : {"a:9898", "b:9898"}) {
            pools.push_back({name, {}});
            efm::PoolReport& report = pools.back().view.value.emplace();
            for (int id = 0; id < 3; ++id) report.backends.nodes.push_back(node(id));
        }
        has_login = true;
        addressing.db_port = port;
    }

    efm::ClusterStatus& status() { return *manager->value; }
    efm::Member& member_of(int id) { return status().members.at(static_cast<std::size_t>(id)); }
    efm::PoolReport& report(std::size_t pool) { return *pools.at(pool).view.value; }
    pcp::NodeInfo& node_of(int id, std::size_t pool = 0)
    {
        return report(pool).backends.nodes.at(static_cast<std::size_t>(id));
    }
    efm::ServerFacts& server_of(int id) { return *servers.at(static_cast<std::size_t>(id)).view.value; }

    void set_status(int id, pcp::NodeStatus status)
    {
        for (std::size_t pool = 0; pool < pools.size(); ++pool) node_of(id, pool).status = status;
    }
    void make_dead(int id) { server_of(id) = {.contact = efm::Contact::refused, .failure = "Connection refused"}; }
    void lose_pool(std::size_t pool)
    {
        pools.at(pool).view = {};
        pools.at(pool).view.failure = efm::Error(efm::Error::Kind::unreachable, "cannot reach PCP: no route");
    }
    void lose_manager()
    {
        *manager = {};
        manager->failure = efm::Error(efm::Error::Kind::unreachable, "is the local agent running?");
    }

    // As without server.user: pings only.
    void take_login()
    {
        has_login = false;
        for (efm::SurveyedServer& server : servers) {
            server.view.value = efm::ServerFacts{.contact = server.view.value->contact};
        }
    }
};

}  // namespace survey_samples
