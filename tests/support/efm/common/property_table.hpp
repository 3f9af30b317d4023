// The properties of EFM 4.0 to 5.4 (spec/efm.md 4.2) and their defaults.
#pragma once

#include <string>

#include "generation.hpp"

namespace standin {

bool is_known_property(const std::string& key);

// Empty when there is none.
std::string default_of(const std::string& key, const Generation& generation);

}  // namespace standin
