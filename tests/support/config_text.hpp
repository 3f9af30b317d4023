// The samples an administrator copies, with a test's values in them.
#pragma once

#include <map>
#include <string>

namespace support {

using ConfigValues = std::map<std::string, std::string>;  // name to value, as the file writes it

// Replaces the first line that sets each name; a name that no line sets is appended. An empty value takes the line out.
std::string with_values(const std::string& config, const ConfigValues& values);

// The text of config/NAME of the source tree.
std::string config_sample(const std::string& name);

}  // namespace support
