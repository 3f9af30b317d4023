// How what was recorded is shown: the classes of a picture's or a page's style sheet. Private to the library.
#pragma once

#include <string>

#include "efm/journal_records.hpp"

namespace efm {

// By how it ended: open, done, late, refused, other.
const char* look_of(const RecordedEvent& event);

// By what was done: act, wait, look, other.
const char* look_of(const std::string& step);

}  // namespace efm
