// EFM and the pools on the left, the servers on the right, and a line wherever one has to do with the other.
#pragma once

#include <pugixml.hpp>

#include "efm/cluster_view.hpp"

namespace efm {

// In user units, which are pixels where there is room for `width` of them.
struct PictureShape {
    const char* look;  // the class of the picture
    double width;
    double view_width;    // of the boxes on the left
    double server_width;  // and on the right
    bool has_labels;      // at the lines
};

inline constexpr PictureShape wide_picture{"picture wide", 1'040, 260, 480, true};
inline constexpr PictureShape narrow_picture{"picture narrow", 358, 116, 204, false};

void draw_cluster(pugi::xml_node parent, const Survey& survey, const ClusterView& view, const PictureShape& shape);

}  // namespace efm
