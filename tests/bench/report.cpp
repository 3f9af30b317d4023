#include "report.hpp"

#include <cstdio>
#include <nlohmann/json.hpp>

namespace bench {
namespace {

template <typename... Values>
std::string format(const char* pattern, Values... values)
{
    char text[256];
    std::snprintf(text, sizeof text, pattern, values...);
    return text;
}

std::string cells(const Samples& samples)
{
    if (samples.empty()) return format("%10s %8s", "-", "-");
    return format("%10.2f %8.2f", median(samples), p95(samples));
}

std::string line(const Row& row)
{
    return format("  %-34s", row.program.c_str()) + cells(row.shown) + cells(row.returned) + '\n';
}

std::string target_of(const Comparison& comparison)
{
    if (comparison.most_p99) return format("p99 <= %.0f ms", *comparison.most_p99);
    if (comparison.least_ratio) return format(">= %gx", *comparison.least_ratio);
    return format("<= +%.1f ms", comparison.most_over.value_or(0));
}

std::string verdict(const Comparison& comparison, std::size_t row)
{
    const std::optional<bool> yes = reached(comparison);
    if (!yes || row != comparison.judged) return "";
    return "   target " + target_of(comparison) + ": " + (*yes ? "PASS" : "miss");
}

// How a row compares with the first, or with its own target.
std::string comparison_of(const Comparison& comparison, std::size_t row)
{
    if (comparison.most_p99) {
        return format("  %-34s%29s%10.2f ms", "  one in a hundred", "", quantile(comparison.rows[row].returned, 0.99));
    }
    const Row& first = comparison.rows.front();
    const Row& own = comparison.rows[row];
    if (comparison.most_over) {
        return format("  %-34s%29s%+10.2f ms", "  difference", "", median(own.returned) - median(first.returned));
    }
    return format("  %-34s%9.1fx %9s%9.1fx %8s", "  times faster", ratio(first.shown, own.shown), "",
                  ratio(first.returned, own.returned), "");
}

nlohmann::json json_of(const Samples& samples)
{
    if (samples.empty()) return nullptr;
    return {{"median", median(samples)}, {"p95", p95(samples)}, {"samples", samples}};
}

nlohmann::json json_of(const Comparison& comparison)
{
    nlohmann::json result{{"title", comparison.title}, {"rows", nlohmann::json::array()}};
    for (const Row& row : comparison.rows) {
        result["rows"].push_back(
            {{"program", row.program}, {"shown", json_of(row.shown)}, {"returned", json_of(row.returned)}});
        if (comparison.least_ratio || comparison.most_over) {
            result["rows"].back()["ratio"] = ratio(comparison.rows.front().returned, row.returned);
        }
    }
    if (comparison.least_ratio) result["least_ratio"] = *comparison.least_ratio;
    if (comparison.most_p99) result["most_p99"] = *comparison.most_p99;
    if (comparison.most_over) result["most_over"] = *comparison.most_over;
    if (const auto yes = reached(comparison)) result["reached"] = *yes;
    return result;
}

}  // namespace

std::string table(const Comparison& comparison)
{
    const std::string rounds = std::to_string(comparison.rows.front().returned.size());
    std::string text = comparison.title + " (" + rounds + " rounds, ms)\n";
    text += format("  %-34s%10s %8s%10s %8s\n", "", "shown", "p95", "returned", "p95");
    for (std::size_t i = 0; i < comparison.rows.size(); ++i) {
        text += line(comparison.rows[i]);
        if (comparison.most_p99 || (i > 0 && comparison.has_target())) {
            text += comparison_of(comparison, i) + verdict(comparison, i);
            text.erase(text.find_last_not_of(' ') + 1);
            text += '\n';
        }
    }
    return text;
}

std::string to_json(const std::vector<Comparison>& comparisons)
{
    nlohmann::json document{{"unit", "ms"}, {"comparisons", nlohmann::json::array()}};
    for (const Comparison& comparison : comparisons) document["comparisons"].push_back(json_of(comparison));
    return document.dump(2);
}

}  // namespace bench
