#include "event_pages.hpp"

#include <algorithm>
#include <cstdio>

#include "efm/timeline.hpp"
#include "event_look.hpp"
#include "markup.hpp"

namespace efm {
namespace {

constexpr std::size_t most_events = 12;
constexpr std::size_t most_steps = 100;
constexpr double lane_height = 34;

std::string percent(double share)
{
    char text[32];
    std::snprintf(text, sizeof text, "%.2f%%", 1 + 98 * std::clamp(share, 0.0, 1.0));
    return text;
}

// A line of time for the program, and one for each pool, over whatever width there is.
class Strip {
public:
    Strip(pugi::xml_node parent, const RecordedEvent& event)
        : event_(event),
          span_(std::max<double>(1, static_cast<double>((last_sign_of(event) - event.began).count()))),
          svg_(add(parent, "svg", "strip"))
    {
        set(svg_, "role", "img");
        set(svg_, "width", "100%");
        add(svg_, "title", "", title_of(event) + ", step by step");
        std::vector<std::string> lanes = event.given.pools;
        const bool has_own = std::ranges::any_of(event.steps, [](const StepRecord& step) { return step.pool.empty(); });
        if (has_own || lanes.empty()) lanes.insert(lanes.begin(), "");
        for (const std::string& lane : lanes) draw(lane);
        set(svg_, {{"height", y_}});
    }

private:
    std::string place(Timestamp at) const { return percent(static_cast<double>((at - event_.began).count()) / span_); }

    void draw(const std::string& pool)
    {
        const double middle = y_ + lane_height - 9;
        set(add(svg_, "text", "label", pool.empty() ? event_.given.source.program : pool), {{"x", 1}, {"y", y_ + 13}});
        pugi::xml_node line = add(svg_, "line", "lane");
        set(line, "x1", percent(0));
        set(line, "x2", percent(1));
        set(line, {{"y1", middle}, {"y2", middle}});
        for (const StepRecord& step : event_.steps) {
            if (step.pool != pool) continue;
            pugi::xml_node dot = add(svg_, "circle", look_of(step.step));
            set(dot, "cx", place(step.at));
            set(dot, {{"cy", middle}, {"r", step.step == "act" ? 7.0 : 4.5}});
            add(dot, "title", "", step.step + ": " + step.detail);
        }
        y_ += lane_height;
    }

    const RecordedEvent& event_;
    double span_;
    pugi::xml_node svg_;
    double y_ = 0;
};

void list_steps(pugi::xml_node parent, const RecordedEvent& event, bool open)
{
    if (event.steps.empty()) return;
    pugi::xml_node details = add(parent, "details");
    if (open) set(details, "open", "open");
    add(details, "summary", "", std::to_string(event.steps.size()) + " steps");
    pugi::xml_node list = add(details, "ol");
    for (std::size_t i = 0; i < std::min(event.steps.size(), most_steps); ++i) {
        const StepRecord& step = event.steps[i];
        pugi::xml_node item = add(list, "li");
        add(item, "span", "after", "+" + span_text(step.at - event.began));
        add(item, "span", (std::string("step ") + look_of(step.step)).c_str(), step.step);
        add(item, "span", "detail",
            (step.pool.empty() ? "" : step.pool + " ") + (step.backend.empty() ? "" : step.backend + ": ") +
                step.detail);
    }
    if (event.steps.size() > most_steps) add(list, "li", "", std::to_string(event.steps.size() - most_steps) + " more");
}

void list_event(pugi::xml_node parent, const RecordedEvent& event, bool open)
{
    pugi::xml_node article = add(parent, "article", (std::string("card event ") + look_of(event)).c_str());
    pugi::xml_node head = add(article, "header");
    add(head, "span", "chip", state_of(event));
    add(head, "h3", "", event.given.verb + ' ' + event.given.target);
    pugi::xml_node when = add(head, "p", "soft");
    add(when, "time", "", utc_text(event.began) + " UTC");
    add(when, "span", "", ", took " + span_text(last_sign_of(event) - event.began));
    add(article, "p", "soft",
        event.given.source.program + " for the " + std::string(to_string(event.given.source.party)) + " on " +
            event.host + ", event " + std::to_string(event.number));
    if (!event.sentence.empty()) add(article, "p", "sentence", event.sentence);
    Strip(article, event);
    list_steps(article, event, open);
}

}  // namespace

void list_events(pugi::xml_node parent, const std::vector<RecordedEvent>& events)
{
    const std::size_t count = std::min(events.size(), most_events);
    for (std::size_t i = 0; i < count; ++i) list_event(parent, events[events.size() - 1 - i], i == 0);
}

}  // namespace efm
