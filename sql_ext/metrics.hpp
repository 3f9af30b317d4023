// The status as metrics: a list of values, and Prometheus' text format. Pure functions over values.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "backend_status.hpp"
#include "table.hpp"

namespace sqlext {

using Labels = std::vector<std::pair<std::string, std::string>>;

struct Metric {
    const char* name;
    double value;
    Labels labels;
};

struct CollectionFacts {
    std::string cluster;
    std::uint64_t hits = 0;
    std::uint64_t misses = 0;
    std::uint64_t updates = 0;
    Microseconds now = 0;
};

// All of them; where there is no status, those that say so.
std::vector<Metric> metrics_of(const BackendStatus& status, const CollectionFacts& facts);

// As JSON, and Prometheus too, write what stands between quotes.
std::string json_escaped(const std::string& text);

// metric_name, value, labels as a JSON object.
Table metric_rows(const std::vector<Metric>& metrics);

std::string exposition(const std::vector<Metric>& metrics);

}  // namespace sqlext
