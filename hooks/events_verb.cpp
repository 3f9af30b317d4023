#include <algorithm>
#include <charconv>

#include "efm/timeline.hpp"
#include "events_text.hpp"
#include "journal_verbs.hpp"
#include "new_file.hpp"
#include "table.hpp"
#include "when.hpp"

namespace hooks {
namespace {

constexpr std::size_t usual_count = 30;
constexpr std::size_t most_count = 10'000;
constexpr auto around = std::chrono::minutes{30};  // what may belong to a story
constexpr const char* of_one_host = "the journal of this host alone; other hosts keep their own (events --merge)";
constexpr const char* of_several =
    "journals of several hosts in one timeline: their clocks differ, and so may the order of what is close together";

std::size_t limit_of(const Call& call)
{
    const std::string text = call.option("limit").value_or(std::to_string(usual_count));
    std::size_t limit = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), limit);
    if (error == std::errc{} && end == text.data() + text.size() && limit > 0 && limit <= most_count) return limit;
    throw efm::Error(efm::Error::Kind::usage, "--limit " + text + ": expected a number between 1 and 10000");
}

efm::EventFilter filter_of(const Call& call, bool with_steps)
{
    efm::EventFilter filter{.limit = limit_of(call), .with_steps = with_steps};
    if (const auto since = call.option("since")) filter.since = parse_when(*since, now(), -1);
    return filter;
}

bool wants_details(const Call& call)
{
    return call.has("json") || call.has("svg");
}

std::vector<efm::RecordedEvent> merged(const Call& call)
{
    const std::vector<std::string> files(call.operands().begin() + 1, call.operands().end());
    if (files.empty()) throw efm::Error(efm::Error::Kind::usage, "events --merge wants the files of journals");
    std::vector<efm::RecordedEvent> events;
    for (const std::string& file : files) {
        const auto more = efm::read_journal(file, filter_of(call, wants_details(call)), call.patience());
        events.insert(events.end(), more.begin(), more.end());
    }
    std::ranges::stable_sort(events, {}, &efm::RecordedEvent::began);
    return events;
}

std::vector<efm::RecordedEvent> story(efm::Journal& journal, const std::string& id)
{
    const auto found = journal.events({.event = id, .with_steps = false});
    if (found.empty())
        throw efm::Error(efm::Error::Kind::usage, "no event " + id + ": `pgpool_backend events` lists them");
    const efm::RecordedEvent& event = found.front();
    const auto [first, last] = std::minmax({event.began, event.ended.value_or(event.began)});  // clocks are set back
    return efm::story_of(journal.events({.since = first - around, .until = last + around}), id);
}

int draw(const Call& call, const std::vector<efm::RecordedEvent>& events, const std::string& note)
{
    const std::string file = *call.option("svg");
    if (events.empty()) throw efm::Error(efm::Error::Kind::usage, "there is no event to draw");
    NewFile(file).write(efm::to_svg(events, note));
    return call.say("drew " + std::to_string(events.size()) + " events to " + file, exit_done);
}

int show(const Call& call, const std::vector<efm::RecordedEvent>& events, const std::string& text,
         const std::string& note)
{
    if (call.has("svg")) return draw(call, events, note);
    return call.print(text + "(" + note + ")\n", efm::to_json(events, note), exit_done);
}

std::string table_or_nothing(const std::vector<efm::RecordedEvent>& events, bool several_hosts)
{
    return events.empty() ? "no events\n" : events_table(events, several_hosts, use_colour());
}

}  // namespace

int events(Call& call)
{
    if (call.has("merge")) {
        const auto events = merged(call);
        return show(call, events, table_or_nothing(events, true), of_several);
    }
    call.expect_operands(1, 2);
    efm::Journal journal(call.journal_setup());
    if (const auto file = call.option("copy")) {
        journal.copy_to(*file);
        return call.say("copied the journal to " + *file, exit_done);
    }
    if (call.operands().size() > 1) {
        const auto found = story(journal, call.operands()[1]);
        return show(call, found, story_text(found, use_colour()) + '\n', of_one_host);
    }
    const auto events = journal.events(filter_of(call, wants_details(call)));
    return show(call, events, table_or_nothing(events, false), of_one_host);
}

}  // namespace hooks
