#include "commands.hpp"

#include <algorithm>
#include <filesystem>
#include <regex>
#include <sstream>

#include "temp_dir.hpp"

namespace documentation {
namespace {

namespace fs = std::filesystem;

const std::string programs = "pgpool_backend|load_balancer_attach|load_balancer_detach|follow_primary|follow_master";
const std::regex typed("(" + programs +
                       "|cmake|cpack|ctest|apt|mandoc|sqlite3|systemctl|systemd-[a-z]+|usermod|journalctl|visudo|man"
                       "|promtool|tests/[a-z]+|build/[a-z/_]+|CREATE|GRANT|SELECT|ALTER)( .*|$)");
const std::regex quoted("`((?:" + programs + "|cmake|cpack|ctest|apt|systemctl|usermod|tests/[a-z]+) [^`]+)`");

// Two blanks and more set a command off from what is said of it; so do # and --.
std::string without_comment(std::string words)
{
    words = std::regex_replace(words, std::regex(" +# .*$| +-- .*$"), "");
    words = std::regex_replace(words, std::regex("   +.*$"), "");
    return std::regex_replace(words, std::regex("[ ;]+$"), "");
}

class Page {
public:
    Page(std::string file, const std::string& text) : file_(std::move(file))
    {
        std::istringstream in(text);
        for (std::string line; std::getline(in, line);) lines_.push_back(line);
    }

    std::vector<Command> commands()
    {
        for (at_ = 0; at_ < lines_.size(); ++at_) {
            if (lines_[at_].starts_with("```")) fenced_ = !fenced_;
            if (fenced_ || lines_[at_].starts_with("    "))
                in_block(lines_[at_].substr(fenced_ ? 0 : 4));
            else
                in_text();
        }
        return found_;
    }

private:
    void add(const std::string& words, const std::string& shown = "")
    {
        found_.push_back({file_, at_ + 1, without_comment(words), shown});
    }

    void in_block(const std::string& line)
    {
        if (line.starts_with("$ "))
            add(line.substr(2), below());
        else if (std::regex_match(line, typed))
            add(line);
    }

    std::string below() const
    {
        if (at_ + 1 == lines_.size()) return "";
        const std::string& line = lines_[at_ + 1];
        return fenced_ || !line.starts_with("    ") ? line : line.substr(4);
    }

    void in_text()
    {
        for (std::sregex_iterator match(lines_[at_].begin(), lines_[at_].end(), quoted), end; match != end; ++match) {
            add(match->str(1));
        }
    }

    std::string file_;
    std::vector<std::string> lines_;
    std::size_t at_ = 0;
    bool fenced_ = false;
    std::vector<Command> found_;
};

}  // namespace

std::vector<Command> commands_of(const std::string& file, const std::string& text)
{
    return Page(file, text).commands();
}

std::vector<Command> documented_commands()
{
    const fs::path source{EFM_SOURCE};
    std::vector<fs::path> pages{source / "README.md", source / "sql_ext/README.md"};
    for (const fs::directory_entry& entry : fs::directory_iterator(source / "docs")) {
        if (entry.path().extension() == ".md") pages.push_back(entry.path());
    }
    std::ranges::sort(pages);
    std::vector<Command> all;
    for (const fs::path& page : pages) {
        const auto more = commands_of(page.lexically_relative(source), support::read_text(page));
        all.insert(all.end(), more.begin(), more.end());
    }
    return all;
}

std::vector<std::string> split(const std::string& words)
{
    std::vector<std::string> all;
    bool open = false;
    char quote = 0;
    for (const char c : words) {
        if (quote == 0 && c == ' ') {
            open = false;
            continue;
        }
        if (!open) all.emplace_back();
        open = true;
        if (c == quote)
            quote = 0;
        else if (quote == 0 && (c == '\'' || c == '"'))
            quote = c;
        else
            all.back() += c;
    }
    return all;
}

std::string without_numbers(const std::string& line)
{
    const std::string files = std::regex_replace(line, std::regex("(/[A-Za-z0-9._-]+)+/"), "");
    const std::string one_pool =
        std::regex_replace(files, std::regex("(localhost|p[0-9]|127\\.0\\.0\\.1):[0-9]+"), "POOL");
    return std::regex_replace(one_pool, std::regex("[0-9]+(/[0-9A-F]+)?"), "N");
}

}  // namespace documentation
