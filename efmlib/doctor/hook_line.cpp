#include <algorithm>
#include <sstream>

#include "doctor_checks.hpp"

namespace efm {
namespace {

// Options of ours that have a value of their own behind them.
constexpr std::string_view with_value[] = {"config", "c",           "set",         "pool",    "p",       "timeout",
                                           "t",      "as",          "reason",      "until",   "drain",   "every",
                                           "host",   "old-primary", "new-primary", "node-id", "new-port"};

}  // namespace

HookLine parse_hook_line(std::string_view text)
{
    HookLine line;
    std::istringstream words{std::string(text)};
    words >> line.program;
    for (std::string word; words >> word;) {
        if (word.size() < 2 || word[0] != '-') {
            line.operands.push_back(word);
            continue;
        }
        const std::string option =
            word.substr(word.find_first_not_of('-') == std::string::npos ? 0 : word.find_first_not_of('-'));
        const std::size_t equals = option.find('=');
        const std::string name = option.substr(0, equals);
        std::string value = equals == std::string::npos ? "" : option.substr(equals + 1);
        if (equals == std::string::npos && std::ranges::find(with_value, name) != std::end(with_value)) words >> value;
        line.options.emplace_back(name, value);
    }
    return line;
}

std::string HookLine::name() const
{
    return program.substr(program.rfind('/') + 1);
}

std::string HookLine::option(std::string_view name) const
{
    const auto found = std::ranges::find(options, name, &std::pair<std::string, std::string>::first);
    return found == options.end() ? "" : found->second;
}

std::string HookLine::shown_operands() const
{
    std::string text;
    for (const std::string& operand : operands) text += (text.empty() ? "" : " ") + operand;
    return text.empty() ? "nothing" : text;
}

}  // namespace efm
