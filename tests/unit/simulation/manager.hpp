// Failover Manager, as its scenarios go (spec of EFM 4 and 5): agents that watch servers, see late, call hooks and may
// die in the middle of it.
#pragma once

#include <deque>
#include <functional>
#include <map>
#include <optional>

#include "efm/plan.hpp"
#include "program.hpp"

namespace simulation {

class Manager {
public:
    Manager(World& world, bool shows_down, bool detaches_on_agent_failure);

    // One thing: the next step of what is under way, or the next trouble it sees. False if there is nothing.
    bool act();
    bool is_busy() const { return !script_.empty(); }

    efm::ManagerView view_from(int host);
    void take_picture();  // what a status report may still say in a minute

    bool has_agent(int host) const { return agents_.at(host).alive; }
    void kill_agent(int host);
    void start_agent(int host);
    bool switch_over();
    bool resume(int host);
    void distrust(int host);  // a custom monitor fails: the standby is taken out, and no longer watched

private:
    struct Agent {
        bool alive = true;
        bool is_witness = false;
        efm::AgentType type = efm::AgentType::standby;
        bool loss_handled = false;
    };

    struct Doing {
        int host;  // whose agent does it
        std::function<void()> what;
    };

    bool next_step();
    bool see_trouble();
    bool see_primary(int id, Agent& agent);
    bool see_standby(int id, Agent& agent);
    std::optional<int> listed_primary() const;
    std::optional<int> best_standby() const;
    int someone_else(int than) const;
    bool has_majority() const;
    void fail_over();
    void promote(int chosen);
    void reconfigure(int standby, int chosen);
    void call(int host, efm::Verb verb, int member, efm::MemberType type, efm::Party party = efm::Party::manager);
    void then(int host, std::function<void()> what) { script_.push_back({host, std::move(what)}); }
    std::map<int, efm::AgentType> listing() const;

    World& world_;
    bool shows_down_;
    bool detaches_on_agent_failure_;
    std::map<int, Agent> agents_;
    std::deque<Doing> script_;
    std::optional<int> waits_for_;  // a hook
    std::map<int, efm::AgentType> old_listing_;
};

}  // namespace simulation
