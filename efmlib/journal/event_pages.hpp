// The last events as a list, each with its steps on a line of time.
#pragma once

#include <pugixml.hpp>
#include <vector>

#include "efm/journal_records.hpp"

namespace efm {

// The newest first; the first one's steps are open to be read.
void list_events(pugi::xml_node parent, const std::vector<RecordedEvent>& events);

}  // namespace efm
