// Points in time as people write and read them. Times without a zone are the host's own.
#pragma once

#include <string>
#include <string_view>

#include "efm/journal_records.hpp"

namespace hooks {

// "500ms", "90s", "15min", "2h", "3d" from `now` on (`sign` 1) or back (-1); or "2026-11-21 07:15[:28]", 'T' for the blank, 'Z'
// behind it for UTC. Throws efm::Error (usage).
efm::Timestamp parse_when(std::string_view text, efm::Timestamp now, int sign);

efm::Timestamp now();

// "2026-11-21 07:15:28", and with milliseconds and the zone.
std::string time_text(efm::Timestamp time);
std::string exact_time_text(efm::Timestamp time);

}  // namespace hooks
