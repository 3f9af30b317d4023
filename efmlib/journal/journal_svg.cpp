#include <algorithm>
#include <cmath>
#include <cstdio>
#include <pugixml.hpp>
#include <sstream>
#include <utility>

#include "efm/timeline.hpp"
#include "event_look.hpp"

namespace efm {
namespace {

constexpr double width = 1'200;
constexpr double margin = 24;
constexpr double gutter = 210;  // for the names of the pools
constexpr double title_height = 64;
constexpr double lane_height = 26;
constexpr double line_height = 19;
constexpr std::size_t most_lines = 200;
constexpr std::size_t longest_line = 132;

// Colours by state; the words stand next to them, for those who cannot tell them apart and for print.
constexpr const char* style = R"(
text { font: 13px system-ui, 'DejaVu Sans', sans-serif; fill: #1f2328 }
.ground { fill: #ffffff } .title { font-size: 19px; font-weight: 600 } .event { font-weight: 600 }
.soft { fill: #59636e } .mono { font-family: ui-monospace, 'DejaVu Sans Mono', monospace; font-size: 12px }
.grid { stroke: #d1d9e0 } .lane { stroke: #b7bfc8; stroke-width: 2 }
.done { fill: #1a7f37 } .late { fill: #bc4c00 } .refused { fill: #cf222e } .open { fill: #8250df } .other { fill: #6e7781 }
.look { fill: #0969da } .act { fill: #1f2328 } .wait { fill: #bf8700 }
@media (prefers-color-scheme: dark) {
text { fill: #e6edf3 } .ground { fill: #0d1117 } .soft { fill: #9198a1 } .grid { stroke: #2d333b } .lane { stroke: #545d68 }
.done { fill: #3fb950 } .late { fill: #f0883e } .refused { fill: #ff7b72 } .open { fill: #bc8cff } .other { fill: #9198a1 }
.look { fill: #58a6ff } .act { fill: #e6edf3 } .wait { fill: #e3b341 } }
)";

std::string number(double value)
{
    char text[32];
    std::snprintf(text, sizeof text, "%.1f", value);
    return text;
}

std::string cut(const std::string& text)
{
    if (text.size() <= longest_line) return text;
    std::size_t end = longest_line;
    while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U) --end;
    return text.substr(0, end) + "\xE2\x80\xA6";
}

// From time to place.
class Axis {
public:
    explicit Axis(const std::vector<RecordedEvent>& events) : begin_(events.front().began), end_(begin_)
    {
        for (const RecordedEvent& event : events) {
            begin_ = std::min(begin_, event.began);
            end_ = std::max(end_, last_sign_of(event));
        }
    }

    double seconds() const { return std::max(1e-3, seconds_to(end_)); }
    double seconds_to(Timestamp time) const { return static_cast<double>((time - begin_).count()) / 1e6; }
    double place(double second) const { return left + second / seconds() * (right - left); }
    double place(Timestamp time) const { return place(seconds_to(time)); }

    // 1, 2 or 5 times a power of ten, for about eight lines.
    double step() const
    {
        const double raw = seconds() / 8;
        const double power = std::pow(10, std::floor(std::log10(raw)));
        for (const double factor : {1.0, 2.0, 5.0}) {
            if (factor * power >= raw) return factor * power;
        }
        return 10 * power;
    }

private:
    static constexpr double left = margin + gutter;
    static constexpr double right = width - margin - 90;  // room for the last duration

    Timestamp begin_;
    Timestamp end_;
};

class Picture {
public:
    Picture(const std::vector<RecordedEvent>& events, const std::string& note)
        : events_(events), axis_(events), svg_(document_.append_child("svg"))
    {
        svg_.append_attribute("xmlns") = "http://www.w3.org/2000/svg";
        svg_.append_attribute("role") = "img";
        svg_.append_child("title").text() = title_of(events.front()).c_str();
        svg_.append_child("style").text() = style;
        pugi::xml_node ground = shape("rect", "ground");
        text(margin, 34, "title", headline());
        text(margin, 54, "soft", note);
        y_ = title_height + lane_height;
        const double top = y_;
        pugi::xml_node grid = svg_.append_child("g");
        for (std::size_t i = 0; i < events_.size(); ++i) draw(i);
        draw_grid(grid, top);
        list_lines();
        set(ground, {{"width", width}, {"height", y_ + margin}});
        svg_.append_attribute("viewBox") = ("0 0 " + number(width) + ' ' + number(y_ + margin)).c_str();
        svg_.append_attribute("width") = number(width).c_str();
        svg_.append_attribute("height") = number(y_ + margin).c_str();
    }

    std::string take() const
    {
        std::ostringstream out;
        document_.save(out, "  ", pugi::format_indent | pugi::format_no_declaration);
        return out.str();
    }

private:
    using Numbers = std::initializer_list<std::pair<const char*, double>>;

    static void set(pugi::xml_node node, Numbers numbers)
    {
        for (const auto& [name, value] : numbers) node.append_attribute(name) = number(value).c_str();
    }

    pugi::xml_node shape(const char* kind, const char* look, Numbers numbers = {})
    {
        pugi::xml_node node = svg_.append_child(kind);
        node.append_attribute("class") = look;
        set(node, numbers);
        return node;
    }

    void text(double x, double y, const char* look, const std::string& words)
    {
        shape("text", look, {{"x", x}, {"y", y}}).text() = cut(words).c_str();
    }

    std::string headline() const
    {
        const std::string first = title_of(events_.front());
        if (events_.size() == 1) return first + " on " + events_.front().host;
        return std::to_string(events_.size()) + " events in " +
               span_text(std::chrono::microseconds{std::llround(axis_.seconds() * 1e6)}) + ", from " + first;
    }

    // The event's own lane, and one for each pool.
    void draw(std::size_t index)
    {
        const RecordedEvent& event = events_[index];
        const double from = axis_.place(event.began);
        const double to = std::max(from + 4, axis_.place(last_sign_of(event)));
        text(margin, y_ + 17, "event",
             title_of(event) + "  (" + event.host + ", " + std::to_string(event.number) + ')');
        y_ += lane_height - 4;
        pugi::xml_node bar = shape("rect", look_of(event),
                                   {{"x", from}, {"y", y_ + 4}, {"width", to - from}, {"height", 14}, {"rx", 3}});
        bar.append_child("title").text() = event.sentence.c_str();
        const auto took = span_text(last_sign_of(event) - event.began);
        text(to + 6, y_ + 16, "", state_of(event) + ", " + took);
        y_ += lane_height;
        for (const std::string& pool : pools_of(event)) draw(event, pool);
        y_ += 10;
    }

    static std::vector<std::string> pools_of(const RecordedEvent& event)
    {
        std::vector<std::string> pools;
        for (const StepRecord& step : event.steps) {
            if (!step.pool.empty() && std::ranges::find(pools, step.pool) == pools.end()) pools.push_back(step.pool);
        }
        return pools;
    }

    void draw(const RecordedEvent& event, const std::string& pool)
    {
        const double middle = y_ + lane_height / 2;
        text(margin + 12, middle + 4, "soft", pool);
        shape("line", "lane",
              {{"x1", axis_.place(event.began)},
               {"x2", axis_.place(last_sign_of(event))},
               {"y1", middle},
               {"y2", middle}});
        for (const StepRecord& step : event.steps) {
            if (step.pool != pool) continue;
            const double radius = step.step == "act" ? 6.5 : 4.5;
            pugi::xml_node dot =
                shape("circle", look_of(step.step), {{"cx", axis_.place(step.at)}, {"cy", middle}, {"r", radius}});
            dot.append_child("title").text() = (step.step + ": " + step.detail).c_str();
        }
        y_ += lane_height;
    }

    void draw_grid(pugi::xml_node grid, double top)
    {
        const double step = axis_.step();
        const char* unit = axis_.seconds() < 1 ? " ms" : " s";
        const double scale = axis_.seconds() < 1 ? 1'000 : 1;
        for (int i = 0; i * step <= axis_.seconds() * 1.001; ++i) {
            const double x = axis_.place(i * step);
            pugi::xml_node line = grid.append_child("line");
            line.append_attribute("class") = "grid";
            set(line, {{"x1", x}, {"x2", x}, {"y1", top - 4}, {"y2", y_}});
            char label[32];
            std::snprintf(label, sizeof label, "%g%s", i * step * scale, unit);
            text(x - 8, top - 10, "soft", label);
        }
    }

    // The same in words: a picture alone says when, not why.
    void list_lines()
    {
        y_ += 12;
        const std::vector<TimelineLine> lines = lines_of(events_);
        const std::size_t shown = std::min(lines.size(), most_lines);
        for (std::size_t i = 0; i < shown; ++i) list(lines[i]);
        if (shown < lines.size())
            text(margin, y_ += line_height, "soft", std::to_string(lines.size() - shown) + " more lines");
    }

    void list(const TimelineLine& line)
    {
        y_ += line_height;
        const RecordedEvent& event = events_[line.event];
        const bool own = line.pool.empty();
        shape("circle", own ? look_of(event) : look_of(line.step), {{"cx", margin + 5}, {"cy", y_ - 4}, {"r", 4}});
        char time[32];
        std::snprintf(time, sizeof time, "%+10.3f s", axis_.seconds_to(line.at));
        text(margin + 16, y_, "mono soft", time);
        text(margin + 110, y_, own ? "mono event" : "mono", line.step);
        const std::string where = own ? title_of(event) : line.pool;
        text(margin + 190, y_, "mono", where + (line.detail.empty() ? "" : " \xE2\x80\x94 " + line.detail));
    }

    const std::vector<RecordedEvent>& events_;
    Axis axis_;
    pugi::xml_document document_;
    pugi::xml_node svg_;
    double y_ = 0;
};

}  // namespace

std::string to_svg(const std::vector<RecordedEvent>& events, const std::string& note)
{
    return Picture(events, note).take();
}

}  // namespace efm
