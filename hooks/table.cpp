#include "table.hpp"

#include <unistd.h>

#include <algorithm>
#include <cstdlib>

namespace hooks {
namespace {

constexpr const char* red = "\033[31m";
constexpr const char* plain = "\033[0m";

std::vector<std::size_t> widths_of(const std::vector<std::vector<std::string>>& rows)
{
    std::vector<std::size_t> widths(rows.empty() ? 0 : rows.front().size());
    for (const auto& row : rows) {
        for (std::size_t i = 0; i < row.size(); ++i) widths[i] = std::max(widths[i], row[i].size());
    }
    return widths;
}

}  // namespace

std::string table(const std::vector<std::vector<std::string>>& rows, const std::vector<bool>& marked, bool colour)
{
    const std::vector<std::size_t> widths = widths_of(rows);
    std::string text;
    for (std::size_t r = 0; r < rows.size(); ++r) {
        std::string line;
        for (std::size_t i = 0; i < rows[r].size(); ++i) {
            line += rows[r][i] + std::string(widths[i] - rows[r][i].size() + 2, ' ');
        }
        line.erase(line.find_last_not_of(' ') + 1);
        const bool red_line = colour && r < marked.size() && marked[r];
        text += red_line ? red + line + plain : line;
        text += '\n';
    }
    return text;
}

bool use_colour()
{
    const char* no_colour = std::getenv("NO_COLOR");
    return ::isatty(STDOUT_FILENO) == 1 && !(no_colour && *no_colour);
}

}  // namespace hooks
