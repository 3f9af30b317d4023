#include "events_text.hpp"

#include <cstdio>

#include "efm/timeline.hpp"
#include "table.hpp"
#include "when.hpp"

namespace hooks {
namespace {

using Rows = std::vector<std::vector<std::string>>;

bool is_bad(const efm::RecordedEvent& event)
{
    if (!event.ended) return !event.running;
    return event.ending != efm::Ending::done && event.ending != efm::Ending::superseded;
}

// Not known either if the clock was set back meanwhile.
std::string took(const efm::RecordedEvent& event)
{
    return event.ended && *event.ended >= event.began ? efm::span_text(*event.ended - event.began) : "-";
}

std::string or_dash(const std::string& text)
{
    return text.empty() ? "-" : text;
}

// By number where the name is another host's.
std::string user_of(const efm::RecordedEvent& event)
{
    return "user " + std::to_string(event.given.source.uid);
}

std::string heading(const efm::RecordedEvent& event)
{
    const efm::NewEvent& given = event.given;
    std::string text = given.verb + ' ' + given.target + ": event " + std::to_string(event.number) + " on " +
                       event.host + " (" + given.id + ")\n";
    text += "  by the " + std::string(to_string(given.source.party)) + ": " + given.source.program + ", " +
            user_of(event) + ", called by " + or_dash(given.source.caller) + '\n';
    text += "  began " + exact_time_text(event.began) + ", " + efm::state_of(event);
    if (event.ended) text += " after " + took(event);
    text += '\n';
    if (given.epoch) text += "  epoch " + to_string(*given.epoch) + '\n';
    for (const efm::PoolResult& result : event.results) {
        text += "  " + result.pool + (result.reached ? " reached: " : " not reached: ") + result.sentence + '\n';
    }
    return text;
}

}  // namespace

std::string events_table(const std::vector<efm::RecordedEvent>& events, bool several_hosts, bool colour)
{
    Rows rows{{"event", "began", "verb", "member", "by", "state", "took", "what came of it"}};
    if (several_hosts) rows.front().insert(rows.front().begin(), "host");
    std::vector<bool> marked{false};
    for (const efm::RecordedEvent& event : events) {
        rows.push_back({std::to_string(event.number), time_text(event.began), event.given.verb, event.given.target,
                        std::string(to_string(event.given.source.party)), efm::state_of(event), took(event),
                        or_dash(event.sentence)});
        if (several_hosts) rows.back().insert(rows.back().begin(), event.host);
        marked.push_back(is_bad(event));
    }
    return table(rows, marked, colour);
}

std::string story_text(const std::vector<efm::RecordedEvent>& story, bool colour)
{
    std::string text;
    for (const efm::RecordedEvent& event : story) text += heading(event);
    Rows rows{{"seconds", "event", "pool", "step", "what"}};
    std::vector<bool> marked{false};
    for (const efm::TimelineLine& line : efm::lines_of(story)) {
        const efm::RecordedEvent& event = story[line.event];
        char seconds[32];
        std::snprintf(seconds, sizeof seconds, "%+.3f",
                      std::chrono::duration<double>(line.at - story.front().began).count());
        rows.push_back({seconds, std::to_string(event.number) + ' ' + event.given.verb, or_dash(line.pool), line.step,
                        or_dash(line.detail)});
        marked.push_back(line.pool.empty() && line.step != "begin" && is_bad(event));
    }
    return text + '\n' + table(rows, marked, colour);
}

std::string holds_table(const std::vector<efm::Hold>& holds)
{
    Rows rows{{"member", "since", "until", "by", "reason"}};
    for (const efm::Hold& hold : holds) {
        rows.push_back({to_string(hold.member), time_text(hold.since), hold.until ? time_text(*hold.until) : "released",
                        or_dash(hold.holder), hold.reason});
    }
    return table(rows, {}, false);
}

}  // namespace hooks
