// What the settings say of EFM: its manager, and the port of its members' databases.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>

#include "efm/command_runner.hpp"
#include "efm/manager.hpp"
#include "efm/settings.hpp"

namespace efm {

// Whether the settings name a manager, rightly or wrongly.
bool names_manager(const Settings& settings);

// The manager by efm.command, efm.cluster and efm.sudo_user; none if the settings name none. `runner` has to outlive
// it. Throws Error (configuration): one of the first two is missing, or one cannot be taken.
std::optional<Manager> manager_of(const Settings& settings, CommandRunner& runner);

// Its cluster status, as a question to be put later; empty if the settings name none. Throws as Manager does.
std::function<ClusterStatus(const pcp::Patience&)> manager_question(const Settings& settings, CommandRunner& runner);

// db.port of a properties file. None without a file, or one that cannot be read or does not say.
std::optional<std::uint16_t> db_port_in(const std::string& properties);

}  // namespace efm
