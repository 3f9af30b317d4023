// The commands that README.md and docs/ tell people to type.
#pragma once

#include <string>
#include <vector>

namespace documentation {

struct Command {
    std::string file;   // docs/status.md
    std::size_t line;   // 1 and up
    std::string words;  // as it is typed, without prompt and comment
    std::string shown;  // the line printed below it, of a command behind a prompt
};

// Of code blocks: what stands behind a prompt, and lines that begin with a program or a word of SQL. Of the text: what
// is quoted and begins with one of our programs or a tool that changes a host.
std::vector<Command> commands_of(const std::string& file, const std::string& text);

// Of all pages.
std::vector<Command> documented_commands();

// As a shell would split it, of quotes and blanks alone.
std::vector<std::string> split(const std::string& words);

// What differs from run to run made equal: numbers, where the pool listens, the directories of files.
std::string without_numbers(const std::string& line);

}  // namespace documentation
