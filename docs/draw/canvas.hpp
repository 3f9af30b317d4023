// Boxes, arrows and words as SVG, light or dark as the reader's screen is. The door to pugixml for pictures.
#pragma once

#include <pugixml.hpp>
#include <string>
#include <vector>

namespace draw {

struct Point {
    double x = 0;
    double y = 0;
};

struct Box {
    double x = 0;
    double y = 0;
    double width = 0;
    double height = 0;

    Point left() const { return {x, y + height / 2}; }
    Point right() const { return {x + width, y + height / 2}; }
    Point top() const { return {x + width / 2, y}; }
    Point bottom() const { return {x + width / 2, y + height}; }
};

// What a thing is, which gives it its colour: words say it too.
enum class Kind { ours, manager, pool, server };

class Canvas {
public:
    // `description` is for those who do not see the picture.
    Canvas(double width, double height, const std::string& title, const std::string& description);

    // The first line is its name.
    Box box(Box place, Kind kind, const std::vector<std::string>& lines);

    // Words stand above the middle of it.
    void arrow(Point from, Point to, const std::string& words = "");
    void arrow(const std::vector<Point>& through, Point words_at, const std::string& words);
    void line(Point from, Point to);
    void text(Point at, const std::string& look, const std::string& words);

    std::string svg() const;

private:
    pugi::xml_document document_;
    pugi::xml_node svg_;
};

}  // namespace draw
