// Command lines and settings files to words. The door to Boost.Program_options: what is accepted is described by
// values, and nothing of the library shows.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace efm {

// An option of a command line: "--name", or "-letter" if there is one.
struct OptionSpec {
    std::string name;
    char letter = 0;
    std::string value_name;  // empty for a switch
    std::string help;
    std::string implied{};  // the value may be left out, means this then, and is given as "--name=VALUE" only
};

struct ParsedArguments {
    std::map<std::string, std::vector<std::string>> options;  // by name; a switch has no values
    std::vector<std::string> operands;

    bool has(const std::string& name) const { return options.contains(name); }
};

// Options may stand anywhere, "--" ends them, a negative number is an operand. Throws Error (usage).
ParsedArguments parse_arguments(const std::vector<OptionSpec>& specs, const std::vector<std::string>& arguments);

// The options as --help lists them, aligned, 100 columns wide.
std::string describe(const std::vector<OptionSpec>& specs);

// One line of a settings file.
struct Assignment {
    std::string key;  // with its section: "pcp.user"
    std::string value;
    std::string origin;  // "/etc/efm-pgpool/hooks.conf:12", "environment PCP_HOST", "argument --timeout", "default"
    bool operator==(const Assignment&) const = default;
};

// INI: `key = value`, `[section]` in front of the keys that follow, `#` comments. A key may be repeated.
// Throws Error (configuration) naming file and line for an unknown key, a line that is none of these, or a value with a
// `#` inside, which the format would cut off, or a control character.
std::vector<Assignment> parse_ini(std::string_view text, const std::string& file_name,
                                  const std::vector<std::string>& known_keys);

}  // namespace efm
