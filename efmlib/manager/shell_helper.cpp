#include "efm/shell_helper.hpp"

#include <algorithm>
#include <array>
#include <iterator>

#include "efm/properties.hpp"
#include "printable.hpp"

namespace efm {
namespace {

constexpr std::array<std::string_view, 3> keys_of_helper{"db.bin", "db.data.dir", "db.config.dir"};

struct Line {
    int number = 0;  // as Property::line counts
    std::string_view text;
};

// grep's lines, which end at \n alone; Java counts one more for each \r inside.
std::vector<Line> lines_of(std::string_view text)
{
    std::vector<Line> lines;
    for (int number = 1; !text.empty();) {
        const std::string_view line = text.substr(0, text.find('\n'));
        lines.push_back({number, line});
        number += static_cast<int>(std::ranges::count(line, '\r')) + (line.ends_with('\r') ? 0 : 1);
        text.remove_prefix(std::min(line.size() + 1, text.size()));
    }
    return lines;
}

// As grep takes a key: a pattern.
bool contains_key(std::string_view line, std::string_view key)
{
    const auto matches = [](char in_line, char in_key) {
        return in_key == '.' || in_key == in_line;
    };
    return std::search(line.begin(), line.end(), key.begin(), key.end(), matches) != line.end();
}

std::optional<Line> line_of_helper(std::string_view text, std::string_view key)
{
    std::optional<Line> last;
    for (const Line& line : lines_of(text)) {
        if (contains_key(line.text, key) && line.text.find('#') == std::string_view::npos) last = line;
    }
    return last;
}

// cut -d= -f2, then awk's $1=$1. Neither takes a carriage return for a blank.
std::string value_in(std::string_view line)
{
    const std::size_t first = line.find('=');
    if (first != std::string_view::npos) line = line.substr(first + 1, line.find('=', first + 1) - first - 1);
    std::string value;
    for (;;) {
        line.remove_prefix(std::min(line.find_first_not_of(" \t"), line.size()));
        if (line.empty()) return value;
        const std::string_view word = line.substr(0, line.find_first_of(" \t"));
        if (!value.empty()) value += ' ';
        value += word;
        line.remove_prefix(word.size());
    }
}

std::string quoted(std::string_view text)
{
    return '"' + excerpt(text, 120) + '"';
}

// Why the helper reads line `taken`, or none, where the agent reads `property`.
std::string reason(const std::vector<Line>& lines, const Property& property, const std::optional<Line>& taken)
{
    const auto after = std::ranges::upper_bound(lines, property.line, {}, &Line::number);
    const Line own = *std::prev(after);
    if (own.text.find('#') != std::string_view::npos) return "it skips lines with a '#' anywhere";
    if (!taken || taken->number < own.number) return "it does not find the key as it is written there";
    if (taken->number > own.number) return "the key's name is also in that later line";
    if (own.text.find('\r') != std::string_view::npos) return "it takes the carriage return for a part of the value";
    if (trim(own.text).ends_with('\\')) return "it does not know continued lines";
    if (own.text.find('=') == std::string_view::npos) return "it knows no separator but '='";
    if (std::ranges::count(own.text, '=') > 1) return "it cuts the value at the second '='";
    return "it knows no escapes";
}

std::optional<std::string> warning(std::string_view text, std::string_view key)
{
    const std::vector<Property> properties = parse_properties(text);
    const auto property = std::find_if(properties.rbegin(), properties.rend(),
                                       [&](const Property& candidate) { return candidate.key == key; });
    const auto taken = line_of_helper(text, key);
    const std::string read = taken ? value_in(taken->text) : "";
    const std::string where = taken ? " out of line " + std::to_string(taken->number) : "";
    // It may be the line of a secret that the key's name is in.
    const std::string shown = masked({taken ? std::string(taken->text) : "", read, 0}).value;
    const std::string says = std::string(key) + ": the shell helper reads " + quoted(shown) + where;
    if (property == properties.rend()) {
        if (read.empty()) return std::nullopt;
        return says + ", and the agent nothing";
    }
    const std::string_view value = trim(property->value);
    if (read != value) {
        return says + ", and the agent " + quoted(value) + " out of line " + std::to_string(property->line) + ": " +
               reason(lines_of(text), *property, taken);
    }
    if (value.find_first_of(" \t\"'\\$`;&|<>()*?[]{}~!") != std::string_view::npos) {
        return std::string(key) + ": the shell helper does not keep " + quoted(value) +
               " whole: blanks and what means something to a shell do not survive";
    }
    return std::nullopt;
}

}  // namespace

std::string helper_value(std::string_view text, std::string_view key)
{
    const auto line = line_of_helper(text, key);
    return line ? value_in(line->text) : std::string{};
}

std::vector<std::string> helper_warnings(std::string_view properties_text)
{
    std::vector<std::string> warnings;
    for (const std::string_view key : keys_of_helper) {
        if (auto sentence = warning(properties_text, key)) warnings.push_back(std::move(*sentence));
    }
    return warnings;
}

}  // namespace efm
