// The vocabulary of all metrics of the suite, and Prometheus' text format for it. Names, types and help texts are here
// only, whoever counts: efm_* is what EFM says, efm_pgpool_* what the suite sees. Pure functions over values.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace efm {

struct MetricFamily {
    std::string_view name;
    std::string_view type;  // gauge or counter
    std::string_view help;
};

// In the order in which they are exposed.
std::span<const MetricFamily> metric_families();

using MetricLabels = std::vector<std::pair<std::string, std::string>>;

struct MetricSample {
    std::string_view name;  // of a family
    double value = 0;
    MetricLabels labels{};
};

// Each family once, with its help; without those that have no sample. Label values may be any bytes. Of two samples
// with the same name and labels the first counts: Prometheus would refuse the whole of it.
std::string exposition(std::span<const MetricSample> samples);

}  // namespace efm
