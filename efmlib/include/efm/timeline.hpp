// Events put in order, for people to read: as lines, as JSON, as a picture. Pure functions over values.
#pragma once

#include <chrono>
#include <string>
#include <vector>

#include "efm/journal_records.hpp"

namespace efm {

// What belongs together: the event with this id or number, and all that happened in one of its pools with no more than
// ten seconds between one event's end and another's beginning. Empty if there is no such event.
inline constexpr auto story_gap = std::chrono::seconds{10};
std::vector<RecordedEvent> story_of(const std::vector<RecordedEvent>& events, const std::string& event);

// When an event ended, or was last heard of.
Timestamp last_sign_of(const RecordedEvent& event);

// One thing that happened.
struct TimelineLine {
    Timestamp at{};
    std::size_t event = 0;  // its index
    std::string pool{};     // empty: the program's own
    std::string step{};     // begin, survey, act, ..., and the ending: done, not reached, ...
    std::string detail{};
    bool operator==(const TimelineLine&) const = default;
};
std::vector<TimelineLine> lines_of(const std::vector<RecordedEvent>& events);

// "done", "not reached", "running", "killed": how it stands with an event, in words.
std::string state_of(const RecordedEvent& event);

// "load_balancer_detach: detach 10.0.0.3"
std::string title_of(const RecordedEvent& event);

// "11 ms", "2.35 s", "3 min 5 s"
std::string span_text(std::chrono::microseconds span);

// One document, "schema": 1; docs/json.md says what is in it. `note` is what the reader should know.
std::string to_json(const std::vector<RecordedEvent>& events, const std::string& note);
std::string to_json(const std::vector<Hold>& holds);

// A picture with a lane for each program and each of its pools, readable on light and on dark ground. There has to be
// an event.
std::string to_svg(const std::vector<RecordedEvent>& events, const std::string& note);

}  // namespace efm
