// Text as lines.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "table.hpp"

namespace sqlext {

// Those that are not empty; leading blanks are kept, carriage returns at the end are not.
std::vector<std::string> lines_of(std::string_view text);

// As rows of one column.
Table one_column(std::vector<std::string> lines);

}  // namespace sqlext
