// `efm promote`: its arguments, and the questions it asks. Private to the library.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "efm/manager.hpp"

namespace efm {

// Throws Error (usage).
std::vector<std::string> promotion_arguments(const Promotion& promotion);

// For its standard input. None: there is nothing to answer.
std::optional<std::string> promotion_input(const Promotion& promotion);

// What EFM will ask of a promotion that brings no answer, known before it is run. None for a switchover: in sync, it
// asks nothing.
std::optional<std::string> certain_question(const Promotion& promotion);

// The last question in what was printed, if more were asked than the promotion has answers for.
std::optional<std::string> open_question(const Promotion& promotion, std::string_view printed);

}  // namespace efm
