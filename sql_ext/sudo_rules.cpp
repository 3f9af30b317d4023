#include "sudo_rules.hpp"

#include <fnmatch.h>

#include <sstream>

namespace sqlext {
namespace {

struct Rule {
    std::string users;
    std::string options;
    std::vector<std::string> commands;
};

struct Listing {
    std::string defaults;  // what stands before the first rule
    std::vector<Rule> rules;
};

std::string trimmed(const std::string& line)
{
    const std::size_t begin = line.find_first_not_of(" \t");
    return begin == line.npos ? "" : line.substr(begin, line.find_last_not_of(" \t\r") + 1 - begin);
}

Listing read(const std::string& text)
{
    Listing listing;
    std::istringstream lines(text);
    for (std::string line; std::getline(lines, line);) {
        const std::string entry = trimmed(line);
        if (entry.starts_with("Sudoers entry")) {
            listing.rules.emplace_back();
        } else if (listing.rules.empty()) {
            listing.defaults += entry + "\n";
        } else if (entry.starts_with("RunAsUsers:")) {
            listing.rules.back().users = trimmed(entry.substr(11));
        } else if (entry.starts_with("Options:")) {
            listing.rules.back().options = entry.substr(8);
        } else if (entry.starts_with("/") || entry == "ALL") {
            listing.rules.back().commands.push_back(entry);
        }
    }
    return listing;
}

// One of a list: "a, b".
bool names(const std::string& list, std::string_view wanted)
{
    std::istringstream words(list);
    for (std::string word; std::getline(words, word, ',');) {
        if (trimmed(word) == wanted) return true;
    }
    return false;
}

// As sudo does: a pattern without arguments is good for all of them.
bool matches(const std::string& pattern, const std::string& command, const std::string& arguments)
{
    const std::size_t blank = pattern.find(' ');
    if (::fnmatch(pattern.substr(0, blank).c_str(), command.c_str(), FNM_PATHNAME) != 0) return false;
    return blank == pattern.npos || ::fnmatch(pattern.substr(blank + 1).c_str(), arguments.c_str(), 0) == 0;
}

std::string joined(const std::vector<std::string>& words)
{
    std::string text;
    for (const std::string& word : words) text += (text.empty() ? "" : " ") + word;
    return text;
}

}  // namespace

bool may_set_java_home(const std::string& listing, std::string_view user, const std::string& command,
                       const std::vector<std::string>& words)
{
    const Listing said = read(listing);
    bool may =
        said.defaults.find("setenv") != std::string::npos || said.defaults.find("JAVA_HOME") != std::string::npos;
    if (may) return true;  // by a default, for some or for all
    bool is_listed = false;
    for (const Rule& rule : said.rules) {  // the last that fits decides
        if (!names(rule.users, user) && !names(rule.users, "ALL")) continue;
        for (const std::string& pattern : rule.commands) {
            if (pattern != "ALL" && !matches(pattern, command, joined(words))) continue;
            is_listed = true;
            may = names(rule.options, "setenv") || pattern == "ALL";
        }
    }
    return may || !is_listed;
}

}  // namespace sqlext
