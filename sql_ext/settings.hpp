// The efm.* settings as the C++ side needs them, and the rules for their values.
#pragma once

#include <string>

#include "efm/manager.hpp"

namespace sqlext {

// A copy of the settings that say how `efm` is run. Empty is "not set".
struct ManagerSettings {
    std::string cluster;
    std::string command;
    std::string sudo;
    std::string sudo_user;  // empty: `efm` is run without sudo
    std::string properties_location;
    std::string java_home;

    std::string properties_file() const { return properties_location + "/" + cluster + ".properties"; }
};

// The published rule: a letter, then up to 63 letters, digits, '_' or '-'.
bool is_cluster_name(const char* name);

// What has to hold before `efm` is run, in the published order. Throws SqlError (22023 not set, 58P01 no such program).
void check_runnable(const ManagerSettings& settings);
void check_cluster(const ManagerSettings& settings);

efm::Manager::Setup manager_setup(const ManagerSettings& settings);

}  // namespace sqlext
