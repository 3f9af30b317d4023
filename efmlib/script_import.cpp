#include "efm/script_import.hpp"

#include <array>
#include <map>
#include <sstream>

#include "efm/error.hpp"
#include "trusted_file.hpp"

namespace efm {
namespace {

constexpr std::array variables{"PCP_HOST", "PCP_PORT", "PCP_USER", "PCPPASSFILE", "PGPOOL_PATH"};

// `NAME=word`, `export NAME=word` and `NAME="word"`, up to a blank, `;` or comment. Sets `literal` to false when the
// shell would expand it.
struct Word {
    std::string text;
    bool literal = true;
};

Word word_at(std::string_view rest)
{
    Word word;
    char quote = 0;
    for (const char c : rest) {
        if (quote == 0 && (c == ' ' || c == '\t' || c == ';' || c == '#')) break;
        if (c == '\'' || c == '"') {
            if (quote == 0)
                quote = c;
            else if (quote == c)
                quote = 0;
            else
                word.text += c;
        } else {
            if ((c == '$' || c == '`' || c == '\\') && quote != '\'') word.literal = false;
            word.text += c;
        }
    }
    return word;
}

std::string_view skip(std::string_view line, std::string_view prefix)
{
    return line.starts_with(prefix) ? line.substr(prefix.size()) : line;
}

// The last assignment wins, as in a shell that runs the script from top to bottom.
std::map<std::string, Word> assignments_of(std::string_view text)
{
    std::map<std::string, Word> found;
    std::istringstream lines{std::string(text)};
    for (std::string line; std::getline(lines, line);) {
        std::string_view rest = line;
        rest.remove_prefix(std::min(rest.find_first_not_of(" \t"), rest.size()));
        rest = skip(rest, "export ");
        for (const char* variable : variables) {
            const std::string start = std::string(variable) + '=';
            if (!rest.starts_with(start)) continue;
            Word word = word_at(rest.substr(start.size()));
            if (word.text.ends_with('\r')) word.text.pop_back();
            if (!word.text.empty()) found[variable] = word;
        }
    }
    return found;
}

// An assignment of hooks.conf, or a comment in its place.
std::string line_of(const std::string& key, const std::string& variable, const std::map<std::string, Word>& found)
{
    const auto word = found.find(variable);
    if (word == found.end()) return "# " + variable + " is not assigned in the script\n";
    if (word->second.literal) return key + " = " + word->second.text + '\n';
    return "# " + variable + " is computed by the script (" + word->second.text + "): set " + key + " by hand\n";
}

std::string pool_line(const std::map<std::string, Word>& found)
{
    const auto host = found.find("PCP_HOST");
    const auto port = found.find("PCP_PORT");
    const bool computed =
        (host != found.end() && !host->second.literal) || (port != found.end() && !port->second.literal);
    if (computed) return "# PCP_HOST or PCP_PORT is computed by the script: set pool by hand\n";
    return "pool = " + (host == found.end() ? "localhost" : host->second.text) + ':' +
           (port == found.end() ? "9898" : port->second.text) + '\n';
}

}  // namespace

std::string settings_from_script_text(std::string_view text, const std::string& name)
{
    const std::map<std::string, Word> found = assignments_of(text);
    if (found.empty()) {
        throw Error(Error::Kind::bad_data, name + " assigns none of PCP_HOST, PCP_PORT, PCP_USER, PCPPASSFILE");
    }
    std::string settings = "# made from " + name + '\n' + pool_line(found);
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
