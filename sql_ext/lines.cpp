#include "lines.hpp"

#include <algorithm>

namespace sqlext {

std::vector<std::string> lines_of(std::string_view text)
{
    std::vector<std::string> lines;
    while (!text.empty()) {
        const std::size_t end = std::min(text.find('\n'), text.size());
        std::string_view line = text.substr(0, end);
        text.remove_prefix(std::min(end + 1, text.size()));
        if (line.ends_with('\r')) line.remove_suffix(1);
        if (!line.empty()) lines.emplace_back(line);
    }
    return lines;
}

Table one_column(std::vector<std::string> lines)
{
    Table table;
    table.reserve(lines.size());
    for (std::string& line : lines) table.push_back({std::move(line)});
    return table;
}

}  // namespace sqlext
