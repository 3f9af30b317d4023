#include "efm/timeline.hpp"

#include <algorithm>
#include <cstdio>

namespace efm {
namespace {

using std::chrono::microseconds;

bool share_a_pool(const RecordedEvent& a, const RecordedEvent& b)
{
    if (a.given.pools.empty() || b.given.pools.empty()) return true;
    return std::ranges::any_of(a.given.pools, [&](const std::string& pool) {
        return std::ranges::find(b.given.pools, pool) != b.given.pools.end();
    });
}

bool are_close(const RecordedEvent& a, const RecordedEvent& b)
{
    return a.began <= last_sign_of(b) + story_gap && b.began <= last_sign_of(a) + story_gap;
}

bool belongs_to(const std::vector<const RecordedEvent*>& story, const RecordedEvent& event)
{
    return std::ranges::any_of(
        story, [&](const RecordedEvent* other) { return share_a_pool(*other, event) && are_close(*other, event); });
}

std::string decimals(double value, const char* unit)
{
    char text[32];
    std::snprintf(text, sizeof text, "%.2f %s", value, unit);
    return text;
}

}  // namespace

Timestamp last_sign_of(const RecordedEvent& event)
{
    Timestamp last = event.ended.value_or(event.began);
    for (const StepRecord& step : event.steps) last = std::max(last, step.at);
    return last;
}

std::vector<RecordedEvent> story_of(const std::vector<RecordedEvent>& events, const std::string& event)
{
    std::vector<const RecordedEvent*> story;
    std::vector<const RecordedEvent*> others;
    for (const RecordedEvent& each : events) {
        const bool meant = each.given.id == event || std::to_string(each.number) == event;
        (meant ? story : others).push_back(&each);
    }
    for (bool grown = !story.empty(); grown;) {
        const auto mine = std::stable_partition(others.begin(), others.end(),
                                                [&](const RecordedEvent* other) { return !belongs_to(story, *other); });
        grown = mine != others.end();
        story.insert(story.end(), mine, others.end());
        others.erase(mine, others.end());
    }
    std::vector<RecordedEvent> result;
    result.reserve(story.size());
    for (const RecordedEvent* each : story) result.push_back(*each);
    std::ranges::stable_sort(result, {}, &RecordedEvent::began);
    return result;
}

std::vector<TimelineLine> lines_of(const std::vector<RecordedEvent>& events)
{
    std::vector<TimelineLine> lines;
    for (std::size_t i = 0; i < events.size(); ++i) {
        const RecordedEvent& event = events[i];
        lines.push_back({event.began, i, "", "begin", event.given.intent});
        for (const StepRecord& step : event.steps) {
            const std::string whom = step.backend.empty() ? "" : step.backend + ": ";
            lines.push_back({step.at, i, step.pool, step.step, whom + step.detail});
        }
        if (event.ended) lines.push_back({*event.ended, i, "", state_of(event), event.sentence});
    }
    std::ranges::stable_sort(lines, {}, &TimelineLine::at);
    return lines;
}

std::string state_of(const RecordedEvent& event)
{
    if (!event.ended) return event.running ? "running" : "killed";
    std::string words(to_string(event.ending.value_or(Ending::not_reached)));
    std::ranges::replace(words, '_', ' ');
    return words;
}

std::string title_of(const RecordedEvent& event)
{
    return event.given.source.program + ": " + event.given.verb + ' ' + event.given.target;
}

std::string span_text(microseconds span)
{
    const auto count = span.count();
    if (count < 1'000) return std::to_string(count) + " us";
    if (count < 1'000'000) return std::to_string(count / 1'000) + " ms";
    if (count < 60'000'000) return decimals(static_cast<double>(count) / 1e6, "s");
    const auto seconds = count / 1'000'000;
    return std::to_string(seconds / 60) + " min " + std::to_string(seconds % 60) + " s";
}

}  // namespace efm
