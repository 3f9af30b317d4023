#include "efm/script_import.hpp"

#include <array>
#include <map>
#include <sstream>

#include "efm/error.hpp"
#include "efm/printable.hpp"
#include "efm/settings.hpp"
#include "trusted_file.hpp"

namespace efm {
namespace {

constexpr std::array variables{"PCP_HOST", "PCP_PORT", "PCP_USER", "PCPPASSFILE", "PGPOOL_PATH"};

struct Word {
    std::string text;
    bool literal = true;  // false: the shell would expand it
};
using Words = std::map<std::string, Word>;

// Takes one shell word off the line: up to a blank, `;` or `&` that is not quoted.
Word take_word(std::string_view& line)
{
    Word word;
    char quote = 0;
    while (!line.empty()) {
        const char c = line.front();
        if (quote == 0 && std::string_view(" \t\r;&").find(c) != std::string_view::npos) break;
        line.remove_prefix(1);
        const bool is_quote = c == '\'' || c == '"';
        if (is_quote && quote == 0) {
            quote = c;
        } else if (is_quote && quote == c) {
            quote = 0;
        } else {
            if ((c == '$' || c == '`' || c == '\\' || (c == '~' && word.text.empty())) && quote != '\'')
                word.literal = false;
            word.text += c;
        }
    }
    return word;
}

// `NAME=value`, as a command of its own or behind export, declare, readonly; `: "${NAME:=value}"` sets it as well.
// Anything else that names the variable is a use.
void take_assignments(std::string_view line, Words& found)
{
    while (!line.empty()) {
        const std::size_t next = line.find_first_not_of(" \t\r;&");
        if (next == std::string_view::npos || line[next] == '#') return;
        line.remove_prefix(next);
        Word word = take_word(line);
        for (const std::string variable : variables) {
            if (word.text.starts_with(variable + '=')) {
                word.text.erase(0, variable.size() + 1);
            } else if (word.text.starts_with("${" + variable + ":=") && word.text.ends_with('}')) {
                word.text = word.text.substr(variable.size() + 4, word.text.size() - variable.size() - 5);
                word.literal = word.text.find('$') == std::string::npos;
            } else {
                continue;
            }
            if (!word.text.empty()) found[variable] = word;
            break;
        }
    }
}

// The last assignment wins, as in a shell that runs the script from top to bottom.
Words assignments_of(std::string_view text)
{
    Words found;
    std::istringstream lines{std::string(text)};
    for (std::string line; std::getline(lines, line);) take_assignments(line, found);
    return found;
}

// A line of hooks.conf that the reader takes, or a comment in its place.
std::string checked(const std::string& key, const Word& word, const std::string& variable)
{
    std::string line = key + " = " + word.text + '\n';
    if (!word.literal)
        return "# " + variable + " is computed by the script (" + excerpt(word.text) + "): set " + key + " by hand\n";
    try {
        make_settings(parse_ini(line, "line", {key}));
        return line;
    } catch (const Error& error) {
        return "# " + variable + " cannot be taken over, set " + key + " by hand: " + error.what() + '\n';
    }
}

std::string line_of(const std::string& key, const std::string& variable, const Words& found)
{
    const auto word = found.find(variable);
    if (word == found.end()) return "# " + variable + " is not assigned in the script\n";
    return checked(key, word->second, variable);
}

std::string pool_line(const Words& found)
{
    const auto host = found.find("PCP_HOST");
    const auto port = found.find("PCP_PORT");
    Word pool = host == found.end() ? Word{"localhost"} : host->second;
    if (pool.text.find(':') != std::string::npos) pool.text = '[' + pool.text + ']';
    if (port != found.end()) {
        pool.text += ':' + port->second.text;
        pool.literal = pool.literal && port->second.literal;
    }
    return checked("pool", pool, "PCP_HOST, PCP_PORT");
}

}  // namespace

std::string settings_from_script_text(std::string_view text, const std::string& name)
{
    const std::map<std::string, Word> found = assignments_of(text);
    if (found.empty()) {
        throw Error(Error::Kind::bad_data, name + " assigns none of PCP_HOST, PCP_PORT, PCP_USER, PCPPASSFILE");
    }
    std::string settings = "# made from " + excerpt(name) + '\n' + pool_line(found);
    settings += line_of("pcp.user", "PCP_USER", found);
    settings += line_of("pcp.passfile", "PCPPASSFILE", found);
    if (found.contains("PGPOOL_PATH")) settings += "# PGPOOL_PATH is no longer needed: no pcp_* program is run\n";
    return settings;
}

std::string settings_from_script(const std::string& path)
{
    try {
        return settings_from_script_text(read_file(path), path);
    } catch (const Error& error) {
        throw Error(Error::Kind::bad_data, error.what());
    }
}

}  // namespace efm
