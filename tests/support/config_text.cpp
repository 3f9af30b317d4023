#include "config_text.hpp"

#include <sstream>
#include <stdexcept>

#include "temp_dir.hpp"

namespace support {
namespace {

// "port = 5444" sets port; "#port = 5444" and "# the port" set nothing.
std::string name_of(const std::string& line)
{
    const std::size_t begin = line.find_first_not_of(" \t");
    const std::size_t equals = line.find('=');
    if (begin == line.npos || equals == line.npos || line[begin] == '#') return "";
    const std::size_t end = line.find_last_not_of(" \t", equals - 1);
    return line.substr(begin, end + 1 - begin);
}

std::string assignment(const ConfigValues::value_type& entry)
{
    return entry.second.empty() ? "" : entry.first + " = " + entry.second + '\n';
}

}  // namespace

std::string with_values(const std::string& config, const ConfigValues& values)
{
    ConfigValues missing = values;
    std::istringstream lines(config);
    std::string result;
    for (std::string line; std::getline(lines, line);) {
        const auto found = missing.find(name_of(line));
        result += found == missing.end() ? line + '\n' : assignment(*found);
        if (found != missing.end()) missing.erase(found);
    }
    for (const auto& entry : missing) result += assignment(entry);
    return result;
}

std::string config_sample(const std::string& name)
{
    std::string text = read_text(EFM_CONFIG_SAMPLES "/" + name);
    if (text.empty()) throw std::runtime_error("no sample " + name);
    return text;
}

}  // namespace support
