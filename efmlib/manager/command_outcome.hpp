// How an `efm` command ended, as errors. Private to the library.
#pragma once

#include <optional>
#include <string>

#include "efm/command_runner.hpp"
#include "efm/error.hpp"

namespace efm {

// Throws Error unless the command ended by itself: try_later at the deadline, cancelled, system for a signal. `name` is
// "efm promote".
void require_ended(const std::string& name, const CommandResult& result);

// All that it printed, without blanks at the ends. Which stream EFM uses for what is not documented.
std::string words_of(const CommandResult& result);

// The sentences by which EFM and sudo say that they will not: see read_report(). None if it is none of these.
std::optional<Error> known_refusal(const std::string& name, const CommandResult& result);

}  // namespace efm
