// The properties file of the local agent, fit to be shown.
#pragma once

#include <string>
#include <vector>

#include "settings.hpp"

namespace sqlext {

// "name=value" in the order of the file, secrets masked. Throws SqlError (22023, 58P01).
std::vector<std::string> property_lines(const ManagerSettings& settings);

}  // namespace sqlext
