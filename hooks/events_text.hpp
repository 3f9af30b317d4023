// The journal for people.
#pragma once

#include <string>
#include <vector>

#include "efm/journal_records.hpp"

namespace hooks {

// One line an event. With several hosts, which one too.
std::string events_table(const std::vector<efm::RecordedEvent>& events, bool several_hosts, bool colour);

// A story as one timeline, after a heading for each of its events.
std::string story_text(const std::vector<efm::RecordedEvent>& story, bool colour);

std::string holds_table(const std::vector<efm::Hold>& holds);

}  // namespace hooks
