// A survey as a page for people: the verdict, what was asked, a table, and what does not agree.
#pragma once

#include <string>

#include "efm/cluster_view.hpp"
#include "exit_codes.hpp"

namespace hooks {

// Whole lines, of 120 columns at most as long as the addresses allow it. In the table `?` is unknown, and `-` is a
// thing that the row does not have. `colour`: for a terminal.
std::string status_page(const efm::Survey& survey, const efm::ClusterView& view, bool colour);

// 0 all agree; 75 a disagreement, or a view that is configured could not be seen; if nothing could be seen at all, 78
// or 77 if that is due to the settings or the logins, else 69.
ExitCode status_exit(const efm::Survey& survey, const efm::ClusterView& view);

}  // namespace hooks
