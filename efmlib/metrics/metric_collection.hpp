// Samples on their way into one list, each with the label of the cluster in front.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "efm/exposition.hpp"

namespace efm {

class MetricCollection {
public:
    explicit MetricCollection(std::string cluster) : cluster_(std::move(cluster)) {}

    void add(std::string_view name, double value, const MetricLabels& labels = {})
    {
        MetricSample sample{name, value, {{"cluster", cluster_}}};
        sample.labels.insert(sample.labels.end(), labels.begin(), labels.end());
        samples_.push_back(std::move(sample));
    }

    template <typename Number>
    void add_if_known(std::string_view name, const std::optional<Number>& value, const MetricLabels& labels)
    {
        if (value) add(name, static_cast<double>(*value), labels);
    }

    std::vector<MetricSample> take() { return std::move(samples_); }

private:
    std::string cluster_;
    std::vector<MetricSample> samples_;
};

}  // namespace efm
