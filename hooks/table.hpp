// Columns for people.
#pragma once

#include <string>
#include <vector>

namespace hooks {

// The first row is the heading. Columns are as wide as their widest cell; numbers are not told from words. A row whose
// entry in `marked` is true is shown in red if `colour`.
std::string table(const std::vector<std::vector<std::string>>& rows, const std::vector<bool>& marked, bool colour);

// Whether standard output takes colours: a terminal, and NO_COLOR unset (no-color.org).
bool use_colour();

}  // namespace hooks
