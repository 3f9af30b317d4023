// What holds at every moment, whatever happens: what may be done to a pool on the strength of which answers.
#pragma once

#include <map>

#include "efm/plan.hpp"
#include "servers.hpp"

namespace simulation {

class World;

struct Decision {
    const efm::Event& event;
    const efm::Views& views;
    const efm::Plan& plan;
    const std::map<int, Server>& truth;  // what the servers were when they gave these answers
};

// Reports violations to the world.
void check_safety(World& world, const Decision& decision);

}  // namespace simulation
