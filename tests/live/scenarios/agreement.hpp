// Do EFM, Pgpool and the servers say the same of each server?
#pragma once

#include <string>
#include <vector>

#include "house.hpp"

namespace scenarios {

// What they say of one of them.
struct Opinion {
    std::string address;
    std::string efm;     // Primary, Standby, Idle, DOWN; "" if it is not listed
    std::string pool;    // primary, standby, down; "" if PCP does not answer
    std::string server;  // primary; standby: it streams from the primary, on its timeline; stray: it does not; away
};

// One sentence for each that is not agreed about. A server that EFM has taken out has to be down in the pool, whatever
// it says itself; one that EFM has only lost from sight goes on as what it is.
std::vector<std::string> disagreements(const std::vector<Opinion>& opinions);

// As a running agent has it.
std::vector<Opinion> opinions(House& house);

}  // namespace scenarios
