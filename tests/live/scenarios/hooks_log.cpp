#include "hooks_log.hpp"

#include <cstdio>
#include <ctime>
#include <sstream>

#include "temp_dir.hpp"

namespace scenarios {
namespace {

// "2026-01-31T12:34:56.789Z"
Time parse_time(const std::string& text)
{
    std::tm utc{};
    int milliseconds = 0;
    const int fields = std::sscanf(text.c_str(), "%d-%d-%dT%d:%d:%d.%d", &utc.tm_year, &utc.tm_mon, &utc.tm_mday,
                                   &utc.tm_hour, &utc.tm_min, &utc.tm_sec, &milliseconds);
    if (fields != 7) return 0;
    utc.tm_year -= 1900;
    utc.tm_mon -= 1;
    return static_cast<double>(::timegm(&utc)) + milliseconds / 1000.0;
}

// The first of that name: values that are in quotes come last.
std::string field(const std::string& line, const std::string& name)
{
    const std::size_t begin = (' ' + line).find(' ' + name + '=');
    if (begin == line.npos) return "";
    std::string value = line.substr(begin + name.size() + 1);
    if (!value.starts_with('"')) return value.substr(0, value.find(' '));
    std::string plain;
    for (std::size_t i = 1; i < value.size() && value[i] != '"'; ++i) {
        if (value[i] == '\\' && i + 1 < value.size()) ++i;
        plain += value[i];
    }
    return plain;
}

}  // namespace

std::vector<LogLine> read_hooks_log(const std::filesystem::path& file)
{
    std::vector<LogLine> lines;
    std::istringstream log(support::read_text(file));
    for (std::string line; std::getline(log, line);) {
        lines.push_back({parse_time(field(line, "time")), field(line, "level"), field(line, "program"),
                         field(line, "step"), field(line, "detail")});
    }
    return lines;
}

}  // namespace scenarios
