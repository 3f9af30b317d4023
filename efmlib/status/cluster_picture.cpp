#include "cluster_picture.hpp"

#include <algorithm>
#include <cstdio>
#include <string>
#include <vector>

#include "markup.hpp"
#include "picture_words.hpp"

namespace efm {
namespace {

constexpr double edge = 10;  // room for the marks at corners
constexpr double server_height = 84;
constexpr double server_gap = 14;
constexpr double view_height = 64;
constexpr double view_gap = 22;
constexpr double wide_letter = 7.9;  // of the monospaced font at 13 px, with a margin
constexpr double small_letter = 6.4;

struct Box {
    double x = 0;
    double y = 0;
    double width = 0;
    double height = 0;
    double right() const { return x + width; }
    double middle() const { return y + height / 2; }
};

std::size_t letters(double room, double letter)
{
    return static_cast<std::size_t>(std::max(4.0, room / letter));
}

class Picture {
public:
    Picture(pugi::xml_node parent, const Survey& survey, const ClusterView& view, const PictureShape& shape)
        : survey_(survey), view_(view), shape_(shape), viewers_(viewers_of(survey, view)), svg_(add(parent, "svg"))
    {
        const double servers = stacked(view.rows.size(), server_height, server_gap);
        const double views = stacked(viewers_.size(), view_height, view_gap);
        height_ = std::max(servers, views) + 2 * edge;
        set(svg_, "class", shape.look);
        set(svg_, "role", "img");
        set(svg_, "viewBox",
            "0 0 " + std::to_string(static_cast<int>(shape.width)) + ' ' + std::to_string(static_cast<int>(height_)));
        add(svg_, "title", "", "Who sends clients to which server: " + verdict(survey, view));
        const pugi::xml_node lines = add(svg_, "g");
        for (std::size_t i = 0; i < viewers_.size(); ++i) draw(viewers_[i], view_box(i));
        for (std::size_t i = 0; i < view.rows.size(); ++i) draw(view.rows[i], i);
        labels_ = add(svg_, "g");
        for (std::size_t i = 0; i < viewers_.size(); ++i) connect(lines, i);
    }

private:
    static double stacked(std::size_t count, double height, double gap)
    {
        return count == 0 ? 0 : static_cast<double>(count) * (height + gap) - gap;
    }

    Box view_box(std::size_t i) const
    {
        const double top = (height_ - stacked(viewers_.size(), view_height, view_gap)) / 2;
        return {edge, top + static_cast<double>(i) * (view_height + view_gap), shape_.view_width - edge, view_height};
    }

    Box server_box(std::size_t i) const
    {
        const double top = (height_ - stacked(view_.rows.size(), server_height, server_gap)) / 2;
        return {shape_.width - edge - shape_.server_width, top + static_cast<double>(i) * (server_height + server_gap),
                shape_.server_width, server_height};
    }

    bool is_wrong(std::size_t row, std::optional<std::size_t> pool) const
    {
        return std::ranges::any_of(view_.findings, [&](const Finding& finding) {
            return finding.row == row && finding.severity == Severity::disagreement &&
                   (!pool || !finding.pool || finding.pool == pool);
        });
    }

    static void frame(pugi::xml_node group, const Box& box)
    {
        set(add(group, "rect", "frame"),
            {{"x", box.x}, {"y", box.y}, {"width", box.width}, {"height", box.height}, {"rx", 12}});
    }

    static pugi::xml_node text(pugi::xml_node group, const char* look, double x, double y, const std::string& words)
    {
        pugi::xml_node node = add(group, "text", look, words);
        set(node, {{"x", x}, {"y", y}});
        return node;
    }

    void draw(const Viewer& viewer, const Box& box)
    {
        const std::string look =
            std::string("view") + (viewer.pool ? " pool" : " manager") + (viewer.seen ? "" : " lost");
        pugi::xml_node group = add(svg_, "g", look.c_str());
        add(group, "title", "", viewer.kind + ' ' + viewer.name + ": " + viewer.word);
        frame(group, box);
        const double room = box.width - 22;
        text(group, "kind", box.x + 13, box.y + 19, viewer.kind);
        text(group, shape_.has_labels ? "name" : "name small", box.x + 13, box.y + 37,
             shortened(viewer.name, letters(room, shape_.has_labels ? wide_letter : small_letter)));
        text(group, "word", box.x + 13, box.y + 54, shortened(viewer.word, letters(room, small_letter)));
    }

    // A drum, as databases are drawn.
    static void drum(pugi::xml_node group, double x, double y)
    {
        char body[160];
        std::snprintf(body, sizeof body, "M%.6g %.6gv24a11 4.5 0 0 0 22 0v-24", x, y);
        set(add(group, "path", "drum"), "d", body);
        set(add(group, "ellipse", "drum lid"), {{"cx", x + 11}, {"cy", y}, {"rx", 11}, {"ry", 4.5}});
    }

    void draw(const ClusterRow& row, std::size_t index)
    {
        const Box box = server_box(index);
        const Role role = role_of(row);
        const bool wrong = is_wrong(index, std::nullopt);
        pugi::xml_node group = add(svg_, "g", (std::string("server ") + role.look + (wrong ? " wrong" : "")).c_str());
        add(group, "title", "", name_of(row) + ": " + role.word);
        frame(group, box);
        drum(group, box.x + 16, box.y + 30);
        const double left = box.x + 52;
        const double room = box.right() - left - 10;
        const double badge_width = 74;
        const bool beside = shape_.has_labels;
        text(group, beside ? "name" : "name small", left, box.y + (beside ? 31 : 39),
             shortened(name_of(row), letters(beside ? room - badge_width : room, beside ? wide_letter : small_letter)));
        const Box badge{box.right() - badge_width - 12, box.y + (beside ? 16 : 8), badge_width, 20};
        set(add(group, "rect", "badge"),
            {{"x", badge.x}, {"y", badge.y}, {"width", badge.width}, {"height", badge.height}, {"rx", 10}});
        text(group, "badge-word", badge.x + badge.width / 2, badge.y + 14, role.word);
        text(group, "word", left, box.y + (beside ? 52 : 57),
             shortened(word_of_server(row, beside), letters(room, small_letter)));
        text(group, "word", left, box.y + (beside ? 70 : 74),
             shortened(word_of_manager(survey_, row, beside), letters(room, small_letter)));
        if (wrong) mark(group, box);
    }

    static void mark(pugi::xml_node group, const Box& box)
    {
        set(add(group, "circle", "mark"), {{"cx", box.x + 1}, {"cy", box.y + 1}, {"r", 9}});
        text(group, "mark-word", box.x + 1, box.y + 5.5, "!");
    }

    void connect(pugi::xml_node lines, std::size_t viewer_index)
    {
        const Viewer& viewer = viewers_[viewer_index];
        if (!viewer.seen) return;
        for (std::size_t row = 0; row < view_.rows.size(); ++row) {
            const std::string look = line_of(viewer, row);
            if (look.empty()) continue;
            const Box to = server_box(row);
            const auto share = static_cast<double>(viewer_index + 1) / static_cast<double>(viewers_.size() + 1);
            line(lines, look, view_box(viewer_index), {to.x, to.y + to.height * share, 0, 0}, viewer, row);
        }
    }

    // Empty: none.
    std::string line_of(const Viewer& viewer, std::size_t row) const
    {
        if (!viewer.pool) return view_.rows[row].member ? "line watch" : "";
        const Seat& seat = view_.rows[row].seats[*viewer.pool];
        if (!seat.node) return "";
        const std::string wrong = is_wrong(row, viewer.pool) ? " wrong" : "";
        if (!seat.is_attached()) return "line out" + wrong;
        return (seat.is_primary() ? "line writes" : "line reads") + wrong;
    }

    void line(pugi::xml_node lines, const std::string& look, const Box& from, const Box& to, const Viewer& viewer,
              std::size_t row)
    {
        const double bend = (to.x - from.right()) * 0.55;
        char path[160];
        std::snprintf(path, sizeof path, "M%.6g %.6gC%.6g %.6g %.6g %.6g %.6g %.6g", from.right(), from.middle(),
                      from.right() + bend, from.middle(), to.x - bend, to.y, to.x, to.y);
        pugi::xml_node group = add(lines, "g", look.c_str());
        const std::string words = label_of(viewer, row);
        add(group, "title", "", viewer.name + ", " + name_of(view_.rows[row]) + ": " + words);
        set(add(group, "path"), "d", path);
        set(add(group, "circle"), {{"cx", to.x}, {"cy", to.y}, {"r", 4}});
        if (shape_.has_labels && viewer.pool) {
            text(add(labels_, "g", look.c_str()), "label", to.x - 10, to.y - 5, words);
        }
    }

    std::string label_of(const Viewer& viewer, std::size_t row) const
    {
        if (!viewer.pool) return "watched";
        const pcp::NodeInfo& node = *view_.rows[row].seats[*viewer.pool].node;
        return std::to_string(node.id) + ' ' + std::string(to_string(node.status)) +
               (node.role == pcp::Role::primary ? " primary" : "");
    }

    const Survey& survey_;
    const ClusterView& view_;
    const PictureShape& shape_;
    std::vector<Viewer> viewers_;
    pugi::xml_node svg_;
    pugi::xml_node labels_;  // over the lines
    double height_ = 0;
};

}  // namespace

void draw_cluster(pugi::xml_node parent, const Survey& survey, const ClusterView& view, const PictureShape& shape)
{
    Picture(parent, survey, view, shape);
}

}  // namespace efm
