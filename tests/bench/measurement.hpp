// What was measured, as values: samples in milliseconds, and the comparisons made of them.
#pragma once

#include <optional>
#include <string>
#include <vector>

namespace bench {

using Samples = std::vector<double>;  // milliseconds

// The q-quantile, 0 to 1, between the two nearest samples; 0 without samples.
double quantile(Samples samples, double q);

inline double median(const Samples& samples)
{
    return quantile(samples, 0.5);
}

inline double p95(const Samples& samples)
{
    return quantile(samples, 0.95);
}

// One program's samples.
struct Row {
    std::string program;
    Samples shown;     // until the pool showed the state; empty where there is no pool
    Samples returned;  // until the program had returned and the state was shown
};

// Programs that did the same in the same run. With a target the first is what the others are measured against.
struct Comparison {
    std::string title;
    std::vector<Row> rows;
    std::size_t judged = 0;             // the row that has to reach the target
    std::optional<double> least_ratio;  // target: first row's median over its own, of `returned`
    std::optional<double> most_over;    // target: milliseconds that its median may lie above the first row's
    std::optional<double> most_p99;     // target: milliseconds that one call in a hundred may take

    bool has_target() const { return least_ratio || most_over || most_p99; }
};

double ratio(const Samples& first, const Samples& other);

// Whether the judged row reaches the target; empty without one.
std::optional<bool> reached(const Comparison& comparison);

}  // namespace bench
