// What may become an argument of `efm`: it is a shell script, so of text that means nothing to a shell. Private to the
// library.
#pragma once

#include <string>

#include "efm/address.hpp"

namespace efm {

// Each returns what it was given. They throw Error (configuration).
const std::string& checked_program(const std::string& path);
const std::string& checked_user(const std::string& name);
const std::string& checked_cluster(const std::string& name);  // or the absolute path of a .properties file

// These throw Error (usage).
const std::string& checked_directory(const std::string& path);
std::string host_argument(const Address& address);
std::string priority_argument(int priority);

}  // namespace efm
