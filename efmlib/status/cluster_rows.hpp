// The rows of a cluster view, without findings. Private to the library.
#pragma once

#include "efm/cluster_view.hpp"

namespace efm {

std::vector<ClusterRow> rows_of(const Survey& survey);

// The row that is the primary: a server that is writable, on the newest timeline if there are several; else EFM's, else
// the pools', unless its server is known to be none.
std::optional<std::size_t> primary_of(const std::vector<ClusterRow>& rows);

// Fills in what is relative to the primary.
void add_lag(std::vector<ClusterRow>& rows, std::optional<std::size_t> primary);

}  // namespace efm
