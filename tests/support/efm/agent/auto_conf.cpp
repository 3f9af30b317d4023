#include "auto_conf.hpp"

#include <sstream>

namespace standin {
namespace {

std::string name_of(const std::string& line)
{
    const std::size_t begin = line.find_first_not_of(" \t");
    if (begin == line.npos) return "";
    return line.substr(begin, line.find_first_of(" \t=", begin) - begin);
}

std::string unquoted(const std::string& line)
{
    const std::size_t first = line.find('\'');
    const std::size_t last = line.rfind('\'');
    if (first == line.npos || last <= first) return "";
    std::string value;
    for (std::size_t i = first + 1; i < last; ++i) {
        value += line[i];
        if (line.compare(i, 2, "''") == 0) ++i;
    }
    return value;
}

std::string quoted(const std::string& value)
{
    std::string text = "'";
    for (const char c : value) {
        if (c == '\'') text += c;
        text += c;
    }
    return text + "'";
}

}  // namespace

std::optional<std::string> conf_value(const std::string& text, const std::string& name)
{
    std::istringstream lines(text);
    std::optional<std::string> value;
    for (std::string line; std::getline(lines, line);) {
        if (name_of(line) == name) value = unquoted(line);
    }
    return value;
}

std::string with_conf_value(const std::string& text, const std::string& name, const std::string& value)
{
    std::istringstream lines(text);
    std::string result;
    for (std::string line; std::getline(lines, line);) {
        if (name_of(line) != name) result += line + '\n';
    }
    return result + name + " = " + quoted(value) + '\n';
}

std::string with_conninfo_word(const std::string& conninfo, const std::string& name, const std::string& value)
{
    std::istringstream words(conninfo);
    std::string result;
    bool found = false;
    const auto append = [&](const std::string& word) {
        result += (result.empty() ? "" : " ") + word;
    };
    for (std::string word; words >> word;) {
        const bool here = word.starts_with(name + "=");
        if (!here) append(word);
        if (here && !found && !value.empty()) append(name + "=" + value);
        found = found || here;
    }
    if (!found && !value.empty()) append(name + "=" + value);
    return result;
}

}  // namespace standin
