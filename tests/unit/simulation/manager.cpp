#include "manager.hpp"

#include <algorithm>

#include "world.hpp"

namespace simulation {
namespace {

using efm::AgentType;
using efm::MemberType;
using efm::Verb;

bool is_dead(const Server& server)
{
    return server.life == Life::stopped || server.life == Life::hung;
}

}  // namespace

Manager::Manager(World& world, bool shows_down, bool detaches_on_agent_failure)
    : world_(world), shows_down_(shows_down), detaches_on_agent_failure_(detaches_on_agent_failure)
{
    for (int host = 0; host < host_count; ++host) {
        agents_[host].is_witness = host >= server_count;
        if (agents_[host].is_witness) agents_[host].type = AgentType::witness;
    }
    agents_[0].type = AgentType::primary;
    take_picture();
}

std::map<int, AgentType> Manager::listing() const
{
    std::map<int, AgentType> listing;
    for (const auto& [host, agent] : agents_) {
        if (agent.is_witness) continue;
        if (agent.alive) listing[host] = agent.type;
        if (!agent.alive && shows_down_) listing[host] = AgentType::down;
    }
    return listing;
}

void Manager::take_picture()
{
    old_listing_ = listing();
}

efm::ManagerView Manager::view_from(int host)
{
    if (!agents_.at(host).alive || (world_.has_accidents && world_.random.chance(5))) return {{}, "no local agent"};
    const bool is_late = world_.has_accidents && world_.random.chance(30);
    return {is_late ? old_listing_ : listing(), ""};
}

bool Manager::act()
{
    if (waits_for_ && world_.is_running(*waits_for_)) return false;
    waits_for_.reset();
    return next_step() || see_trouble();
}

// What an agent was about to do dies with it.
bool Manager::next_step()
{
    if (script_.empty()) return false;
    const Doing doing = script_.front();
    script_.pop_front();
    if (agents_.at(doing.host).alive) doing.what();
    return true;
}

void Manager::call(int host, Verb verb, int member, MemberType type, efm::Party party)
{
    const int program = world_.run_program(host, {verb, member, type, party});
    if (program >= 0 && world_.random.chance(60)) waits_for_ = program;
}

std::optional<int> Manager::listed_primary() const
{
    for (const auto& [host, agent] : agents_) {
        if (agent.type == AgentType::primary || agent.type == AgentType::promoting) return host;
    }
    return std::nullopt;
}

bool Manager::has_majority() const
{
    return std::ranges::count_if(agents_, [](const auto& entry) { return entry.second.alive; }) * 2 > host_count;
}

int Manager::someone_else(int than) const
{
    for (const auto& [host, agent] : agents_) {
        if (host != than && agent.alive && !agent.is_witness) return host;
    }
    return server_count;  // a witness
}

bool Manager::see_trouble()
{
    for (auto& [host, agent] : agents_) {
        if (agent.is_witness) continue;
        const bool is_primary = agent.type == AgentType::primary || agent.type == AgentType::promoting;
        if (is_primary ? see_primary(host, agent) : see_standby(host, agent)) return true;
    }
    return false;
}

bool Manager::see_primary(int id, Agent& agent)
{
    const Server& server = world_.servers[id];
    if (agent.alive && server.is_up() && server.in_recovery) {
        agent.type = AgentType::idle;  // the database is in the wrong state
        return true;
    }
    const bool agent_only = !agent.alive && !is_dead(server);
    if (agent_only && (agent.loss_handled || !detaches_on_agent_failure_)) return false;
    if (!is_dead(server) && !agent_only) return false;
    agent.loss_handled = true;
    const int caller = agent.alive ? id : someone_else(id);
    if (!agents_.at(caller).alive) return false;
    world_.tell("EFM: the " + std::string(agent_only ? "agent" : "database") + " of primary " + std::to_string(id) +
                " is gone");
    then(caller, [this, caller, id] { call(caller, Verb::detach, id, MemberType::primary); });
    if (agent_only) return true;
    agent.type = AgentType::idle;
    if (has_majority()) fail_over();
    return true;
}

bool Manager::see_standby(int id, Agent& agent)
{
    if (!is_dead(world_.servers[id])) return false;
    if (agent.alive ? agent.type == AgentType::idle : agent.loss_handled) return false;
    const int caller = agent.alive ? id : someone_else(id);
    if (!agents_.at(caller).alive) return false;
    agent.type = AgentType::idle;
    agent.loss_handled = !agent.alive;
    world_.tell("EFM: the database of standby " + std::to_string(id) + " is gone");
    then(caller, [this, caller, id] { call(caller, Verb::detach, id, MemberType::standby); });
    return true;
}

std::optional<int> Manager::best_standby() const
{
    std::optional<int> best;
    for (const auto& [host, agent] : agents_) {
        if (agent.is_witness || !agent.alive || agent.type != AgentType::standby) continue;
        const Server& server = world_.servers[host];
        if (!server.is_up() || !server.in_recovery || server.system != our_system) continue;
        if (!best || server.position > world_.servers[*best].position) best = host;
    }
    return best;
}

void Manager::fail_over()
{
    if (const auto chosen = best_standby()) promote(*chosen);
}

// The guides differ in whether the standbys or the new primary come first.
void Manager::promote(int chosen)
{
    then(chosen, [this, chosen] { agents_[chosen].type = AgentType::promoting; });
    then(chosen, [this, chosen] {
        world_.servers.promote(chosen);
        agents_[chosen].type = AgentType::primary;
        world_.tell("EFM promotes " + to_string(world_.servers[chosen]));
    });
    const bool standbys_first = world_.random.chance(50);
    const auto standbys = [this, chosen] {
        for (int id = 0; id < server_count; ++id) {
            if (id != chosen && agents_[id].alive && agents_[id].type == AgentType::standby) reconfigure(id, chosen);
        }
    };
    if (standbys_first) standbys();
    then(chosen, [this, chosen] { call(chosen, Verb::attach, chosen, MemberType::primary); });
    then(chosen, [this, chosen] { call(chosen, Verb::promote, chosen, MemberType::unknown, efm::Party::operators); });
    if (!standbys_first) standbys();
}

void Manager::reconfigure(int standby, int chosen)
{
    then(standby, [this, standby] { call(standby, Verb::detach, standby, MemberType::standby); });
    then(standby, [this, standby, chosen] {
        if (!world_.servers[standby].in_recovery) return;
        world_.servers.stop(standby);
        world_.servers.follow(standby, chosen);
        world_.servers.start(standby);
        world_.tell("EFM lets " + std::to_string(standby) + " follow " + std::to_string(chosen));
    });
    then(standby, [this, standby] { call(standby, Verb::attach, standby, MemberType::standby); });
}

bool Manager::switch_over()
{
    const auto old = listed_primary();
    const auto chosen = best_standby();
    if (is_busy() || !old || !chosen || !agents_[*old].alive || !world_.servers[*old].is_writable()) return false;
    if (!world_.servers[*chosen].streams || world_.servers[*chosen].upstream != *old) return false;
    const int a = *old;
    world_.tell("EFM switches over from " + std::to_string(a) + " to " + std::to_string(*chosen));
    agents_[a].type = AgentType::idle;
    then(a, [this, a] { call(a, Verb::detach, a, MemberType::primary); });
    then(a, [this, a] {
        world_.servers.stream();
        world_.servers.stop(a);
    });
    promote(*chosen);
    then(a, [this, a, b = *chosen] {
        world_.servers.follow(a, b);
        world_.servers.start(a);
        agents_[a].type = AgentType::standby;
    });
    then(a, [this, a] { call(a, Verb::attach, a, MemberType::standby); });
    return true;
}

bool Manager::resume(int host)
{
    Agent& agent = agents_.at(host);
    const Server& server = world_.servers[host];
    if (agent.is_witness || !agent.alive || agent.type != AgentType::idle || !server.is_up()) return false;
    if (!server.in_recovery && listed_primary()) return false;
    agent.type = server.in_recovery ? AgentType::standby : AgentType::primary;
    world_.tell("EFM resumes " + std::to_string(host));
    const MemberType type = server.in_recovery ? MemberType::standby : MemberType::primary;
    then(host, [this, host, type] { call(host, Verb::attach, host, type); });
    return true;
}

void Manager::kill_agent(int host)
{
    agents_.at(host).alive = false;
    agents_.at(host).loss_handled = false;
}

// One whose database is a primary does not come beside another primary.
void Manager::start_agent(int host)
{
    Agent& agent = agents_.at(host);
    const Server* server = agent.is_witness ? nullptr : &world_.servers[host];
    const auto primary = listed_primary();
    if (server && server->is_writable() && primary && *primary != host) return;
    agent.alive = true;
    agent.loss_handled = false;
    if (!server) return;
    if (!server->is_up()) {
        agent.type = AgentType::idle;
    } else {
        agent.type = server->in_recovery ? AgentType::standby : AgentType::primary;
    }
}

void Manager::distrust(int host)
{
    Agent& agent = agents_.at(host);
    if (!agent.alive || agent.type != AgentType::standby) return;
    agent.type = AgentType::idle;
    world_.tell("EFM: a monitor of standby " + std::to_string(host) + " fails");
    then(host, [this, host] { call(host, Verb::detach, host, MemberType::standby); });
}

}  // namespace simulation
