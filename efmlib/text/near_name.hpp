// The name that was meant by one that is not known. Private to the library.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace efm {

// The nearest of the names if it is near enough to be meant: all but for '_' and case, or one or two letters away in a
// word that is long enough.
std::optional<std::string> near_name(std::string_view word, const std::vector<std::string>& names);

}  // namespace efm
