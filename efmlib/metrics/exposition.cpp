#include "efm/exposition.hpp"

#include <array>
#include <charconv>
#include <map>
#include <set>

#include "efm/printable.hpp"

namespace efm {
namespace {

std::string number(double value)
{
    std::array<char, 32> text{};
    const auto [end, error] = std::to_chars(text.data(), text.data() + text.size(), value);
    return error == std::errc() ? std::string(text.data(), end) : "NaN";
}

std::string quoted(const std::string& value)
{
    std::string text = "\"";
    for (const char c : one_line(value)) {
        if (c == '"' || c == '\\') text += '\\';
        text += c;
    }
    return text + '"';
}

std::string series(const MetricSample& sample)
{
    std::string labels;
    for (const auto& [name, value] : sample.labels) {
        labels += (labels.empty() ? "" : ",") + name + '=' + quoted(value);
    }
    return std::string(sample.name) + (labels.empty() ? "" : '{' + labels + '}');
}

}  // namespace

std::string exposition(std::span<const MetricSample> samples)
{
    std::map<std::string_view, std::string> lines;
    std::set<std::string> seen;
    for (const MetricSample& sample : samples) {
        const std::string name = series(sample);
        if (seen.insert(name).second) lines[sample.name] += name + ' ' + number(sample.value) + '\n';
    }
    std::string text;
    for (const MetricFamily& family : metric_families()) {
        const auto found = lines.find(family.name);
        if (found == lines.end()) continue;
        const std::string name(family.name);
        text += "# HELP " + name + ' ' + std::string(family.help) + "\n# TYPE " + name + ' ' +
                std::string(family.type) + '\n' + found->second;
    }
    return text;
}

}  // namespace efm
