// The cells of the status page's table: short words, `?` for what is unknown, `-` for what the row does not have.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

#include "efm/cluster_view.hpp"

namespace hooks {

// EFM's columns are there only if EFM is configured.
std::vector<std::string> headings(const efm::Survey& survey);
std::vector<std::string> cells(const efm::Survey& survey, const efm::ClusterRow& row);

std::string shown_bytes(std::uint64_t bytes);            // "0 B", "16.0 MB"
std::string shown_span(std::chrono::milliseconds span);  // "12 ms", "1.4 s", "1.5 min", "2.5 h"

}  // namespace hooks
