// What pgpool_backend --help says of its verbs and of the options that are theirs.
#pragma once

#include <vector>

#include "efm/option_parser.hpp"

namespace hooks {

extern const char* const about_verbs;

std::vector<efm::OptionSpec> options_of_verbs();

}  // namespace hooks
