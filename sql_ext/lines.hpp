// Text as lines.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace sqlext {

// Those that are not empty; leading blanks are kept, carriage returns at the end are not.
std::vector<std::string> lines_of(std::string_view text);

}  // namespace sqlext
