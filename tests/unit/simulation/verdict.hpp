// What must be so when the events are over and reconcile has nothing left to do.
#pragma once

#include "world.hpp"

namespace simulation {

class Verdict {
public:
    explicit Verdict(World& world) : world_(world), primary_(world.servers.primary()) {}

    void pass();

private:
    void on(int pool);
    void on_attached(const Pgpool& pool, const Server& server);
    void on_detached(const Pgpool& pool, const Server& server);
    bool is_told_from_strangers(const Pgpool& pool) const;
    bool is_the_managers() const;
    bool is_proved(const Server& server) const;
    bool is_unfit(const Server& server) const;
    bool may_be_out(int member) const;
    bool has_to_be_out(int member) const;
    efm::AgentType listed(int member) const;
    void violation(const std::string& what, const Server& server) const;

    World& world_;
    const Server* primary_;
    int pool_ = 0;
};

}  // namespace simulation
