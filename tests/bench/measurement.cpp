#include "measurement.hpp"

#include <algorithm>
#include <cmath>

namespace bench {

double quantile(Samples samples, double q)
{
    if (samples.empty()) return 0;
    std::ranges::sort(samples);
    const double place = q * static_cast<double>(samples.size() - 1);
    const auto below = static_cast<std::size_t>(place);
    const std::size_t above = std::min(below + 1, samples.size() - 1);
    return std::lerp(samples[below], samples[above], place - static_cast<double>(below));
}

double ratio(const Samples& first, const Samples& other)
{
    const double own = median(other);
    return own > 0 ? median(first) / own : 0;
}

std::optional<bool> reached(const Comparison& comparison)
{
    if (!comparison.has_target()) return std::nullopt;
    const Samples& first = comparison.rows.front().returned;
    const Samples& own = comparison.rows.at(comparison.judged).returned;
    if (comparison.most_p99) return quantile(own, 0.99) <= *comparison.most_p99;
    if (comparison.least_ratio) return ratio(first, own) >= *comparison.least_ratio;
    return median(own) - median(first) <= comparison.most_over.value_or(0);
}

}  // namespace bench
