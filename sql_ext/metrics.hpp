// The status as metrics: a list of values, and Prometheus' text format. Pure functions over values.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "backend_status.hpp"
#include "efm/exposition.hpp"
#include "table.hpp"

namespace sqlext {

using Metrics = std::vector<efm::MetricSample>;

struct CollectionFacts {
    std::string cluster;
    std::uint64_t hits = 0;
    std::uint64_t misses = 0;
    std::uint64_t updates = 0;
    std::uint64_t failures = 0;
    Microseconds ticks = 0;  // now
};

// What EFM says, and of its being asked; where there is no status, what says so.
Metrics metrics_of(const BackendStatus& status, const CollectionFacts& facts);

// As rows that a snapshot keeps (name, value, then the labels' names and values), and out of them. Names that are no
// family's are left out.
Table rows_of(const Metrics& metrics);
Metrics metrics_in(const Table& rows);

// As JSON writes what stands between quotes.
std::string json_escaped(const std::string& text);

// metric_name, value, labels as a JSON object.
Table metric_rows(const Metrics& metrics);

// In Prometheus' text format, by the names that it wants.
std::string exposition_of(Metrics metrics);

}  // namespace sqlext
