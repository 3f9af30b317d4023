// Whether who wrote an event still works on it. Private to the library.
#pragma once

#include "efm/journal_records.hpp"

namespace efm {

// Whether the process lives, on this host; not one that has its id by now.
bool is_alive(const Source& source);

}  // namespace efm
