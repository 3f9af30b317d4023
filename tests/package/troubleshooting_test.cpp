// docs/troubleshooting.md goes by the sentence: each is one that a program prints.
#include <gtest/gtest.h>

#include <regex>

#include "temp_dir.hpp"
#include "tools.hpp"

namespace {

namespace fs = std::filesystem;

// Literals that stand next to each other are one.
std::string literals()
{
    std::string text;
    for (const char* folder : {"pcp", "efmlib", "hooks"}) {
        for (const fs::directory_entry& entry : fs::recursive_directory_iterator(package::source / folder)) {
            if (entry.is_regular_file()) text += support::read_text(entry.path());
        }
    }
    return std::regex_replace(text, std::regex("\"\\s*\n\\s*\""), "");
}

std::vector<std::string> pieces_of(const std::string& sentence)
{
    std::vector<std::string> pieces;
    std::size_t from = 0;
    while (from <= sentence.size()) {
        const std::size_t to = std::min(sentence.find("...", from), sentence.size());
        pieces.push_back(sentence.substr(from, to - from));
        from = to + 3;
    }
    return pieces;
}

TEST(Troubleshooting, QuotesWhatTheProgramsSay)
{
    const std::string sources = literals();
    std::size_t sentences = 0;
    for (const std::string& line : package::lines_of(support::read_text(package::source / "docs/troubleshooting.md"))) {
        std::smatch quoted;
        if (!std::regex_search(line, quoted, std::regex("^\\| `([^`]+)` \\|"))) continue;
        ++sentences;
        for (const std::string& piece : pieces_of(quoted[1])) {
            EXPECT_NE(sources.find(piece), std::string::npos) << quoted[1] << ": nobody says \"" << piece << '"';
        }
    }
    EXPECT_GT(sentences, 30U);
}

}  // namespace
