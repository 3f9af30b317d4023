#include "canvas.hpp"

#include <cstdio>
#include <sstream>

namespace draw {
namespace {

constexpr double line_height = 17;

constexpr const char* style = R"(
text { font: 13px system-ui, 'DejaVu Sans', sans-serif; fill: #1f2328 }
.ground { fill: #ffffff } .name { font-weight: 600 } .soft { fill: #59636e } .middle { text-anchor: middle }
.wire { fill: none; stroke: #59636e; stroke-width: 1.5 } .tip { fill: #59636e } .lane { stroke: #d1d9e0 }
.box { stroke-width: 1.5 } .ours { fill: #ddf4ff; stroke: #0969da } .manager { fill: #fff8c5; stroke: #9a6700 }
.pool { fill: #dafbe1; stroke: #1a7f37 } .server { fill: #f6f8fa; stroke: #59636e }
@media (prefers-color-scheme: dark) {
text { fill: #e6edf3 } .ground { fill: #0d1117 } .soft { fill: #9198a1 } .wire { stroke: #9198a1 } .tip { fill: #9198a1 }
.lane { stroke: #2d333b } .ours { fill: #0c2d6b; stroke: #58a6ff } .manager { fill: #4b2900; stroke: #e3b341 }
.pool { fill: #033a16; stroke: #3fb950 } .server { fill: #21262d; stroke: #9198a1 } }
)";

const char* class_of(Kind kind)
{
    switch (kind) {
        case Kind::ours:
            return "box ours";
        case Kind::manager:
            return "box manager";
        case Kind::pool:
            return "box pool";
        case Kind::server:
            break;
    }
    return "box server";
}

std::string number(double value)
{
    char text[32];
    std::snprintf(text, sizeof text, "%g", value);
    return text;
}

std::string point(Point at)
{
    return number(at.x) + ' ' + number(at.y);
}

void set(pugi::xml_node node, std::initializer_list<std::pair<const char*, double>> numbers)
{
    for (const auto& [name, value] : numbers) node.append_attribute(name) = number(value).c_str();
}

pugi::xml_node shape(pugi::xml_node parent, const char* kind, const std::string& look)
{
    pugi::xml_node node = parent.append_child(kind);
    node.append_attribute("class") = look.c_str();
    return node;
}

}  // namespace

Canvas::Canvas(double width, double height, const std::string& title, const std::string& description)
    : svg_(document_.append_child("svg"))
{
    svg_.append_attribute("xmlns") = "http://www.w3.org/2000/svg";
    svg_.append_attribute("role") = "img";
    svg_.append_attribute("viewBox") = ("0 0 " + number(width) + ' ' + number(height)).c_str();
    set(svg_, {{"width", width}, {"height", height}});
    svg_.append_child("title").text() = title.c_str();
    svg_.append_child("desc").text() = description.c_str();
    svg_.append_child("style").text() = style;
    pugi::xml_node tip = svg_.append_child("defs").append_child("marker");
    tip.append_attribute("id") = "tip";
    tip.append_attribute("orient") = "auto";
    set(tip, {{"markerWidth", 9}, {"markerHeight", 8}, {"refX", 8}, {"refY", 4}});
    shape(tip, "path", "tip").append_attribute("d") = "M 0 0 L 9 4 L 0 8 z";
    set(shape(svg_, "rect", "ground"), {{"width", width}, {"height", height}});
}

Box Canvas::box(Box place, Kind kind, const std::vector<std::string>& lines)
{
    set(shape(svg_, "rect", class_of(kind)),
        {{"x", place.x}, {"y", place.y}, {"width", place.width}, {"height", place.height}, {"rx", 6}});
    const double above = (place.height - line_height * static_cast<double>(lines.size())) / 2;
    for (std::size_t i = 0; i < lines.size(); ++i) {
        const double y = place.y + above + line_height * (static_cast<double>(i) + 1) - 4;
        text({place.x + place.width / 2, y}, i == 0 ? "name middle" : "middle", lines[i]);
    }
    return place;
}

void Canvas::arrow(Point from, Point to, const std::string& words)
{
    arrow({from, to}, {(from.x + to.x) / 2, (from.y + to.y) / 2 - 6}, words);
}

void Canvas::arrow(const std::vector<Point>& through, Point words_at, const std::string& words)
{
    std::string points = "M " + point(through.front());
    for (std::size_t i = 1; i < through.size(); ++i) points += " L " + point(through[i]);
    pugi::xml_node node = shape(svg_, "path", "wire");
    node.append_attribute("d") = points.c_str();
    node.append_attribute("marker-end") = "url(#tip)";
    if (!words.empty()) text(words_at, "soft middle", words);
}

void Canvas::line(Point from, Point to)
{
    set(shape(svg_, "line", "lane"), {{"x1", from.x}, {"y1", from.y}, {"x2", to.x}, {"y2", to.y}});
}

void Canvas::text(Point at, const std::string& look, const std::string& words)
{
    pugi::xml_node node = shape(svg_, "text", look);
    set(node, {{"x", at.x}, {"y", at.y}});
    node.text() = words.c_str();
}

std::string Canvas::svg() const
{
    std::ostringstream out;
    document_.save(out, "  ", pugi::format_indent | pugi::format_no_declaration);
    return out.str();
}

}  // namespace draw
