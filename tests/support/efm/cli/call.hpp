// One call of the command: its cluster's configuration, the local agent, and what is said in the end.
#pragma once

#include <stdexcept>
#include <string>
#include <vector>

#include "ask.hpp"
#include "config.hpp"
#include "faults.hpp"

namespace standin {

// What ends a command: said on standard output, exit status 1.
class Refusal : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

struct Outcome {
    std::string output;
    int exit = 0;
};

// Where a cluster's properties file is: a path if it ends so; else `NAME.properties` in $EFM_STANDIN_HOME, or in the
// folder `etc` beside the command's own (each member has a link to the command, so that there is one file for it).
std::filesystem::path properties_path(const std::string& cluster);

struct Call {
    const Config& config;
    const Faults& faults;
    std::vector<std::string> arguments;  // behind the cluster's name

    // The local agent's answer. Throws Refusal.
    Json ask_agent(Json question, bool restricted) const;

    bool has(const std::string& option) const;
    std::string value_of(const std::string& option) const;  // the word behind it; empty: none
    const std::string& operand(std::size_t index) const;    // Throws Refusal.
};

}  // namespace standin
