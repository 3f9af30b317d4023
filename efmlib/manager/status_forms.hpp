// The parsers of the two forms, by the library that each needs. Private to the library; status_reports.hpp is the way
// in.
#pragma once

#include <string_view>

#include "efm/cluster_status.hpp"

namespace efm {

ClusterStatus parse_cluster_json(std::string_view report);
ClusterStatus parse_node_json(std::string_view report);
ClusterStatus parse_cluster_text(std::string_view report);

}  // namespace efm
