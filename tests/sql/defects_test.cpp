// docs/compatibility.md names a test for each defect of the published extension: each is there.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <regex>
#include <set>
#include <sstream>
#include <string>
#include <vector>

namespace {

namespace fs = std::filesystem;

constexpr int defects = 37;

std::string content_of(const fs::path& file)
{
    std::ostringstream text;
    text << std::ifstream(file).rdbuf();
    return text.str();
}

// "Suite.Name" of every test, and "name.sql" of every one that has an expected result.
std::set<std::string> tests_there_are()
{
    static const std::regex test(R"(TEST(?:_F|_P)?\((\w+),\s*(\w+)\))");
    std::set<std::string> names;
    for (const auto& file : fs::recursive_directory_iterator(EFM_TESTS)) {
        if (file.path().extension() == ".cpp") {
            const std::string text = content_of(file.path());
            for (std::sregex_iterator it(text.begin(), text.end(), test), end; it != end; ++it) {
                names.insert((*it)[1].str() + "." + (*it)[2].str());
            }
        }
        const fs::path expected = fs::path(EFM_TESTS) / "sql/expected" / file.path().stem();
        if (file.path().extension() == ".sql" && fs::exists(expected.string() + ".out")) {
            names.insert(file.path().filename());
        }
    }
    return names;
}

// The rows of the table: "| D7 | what | `Suite.Name`, `name.sql` |".
std::vector<std::string> rows()
{
    std::istringstream lines(content_of(EFM_DOCS "/compatibility.md"));
    std::vector<std::string> found;
    for (std::string line; std::getline(lines, line);) {
        if (line.starts_with("| D")) found.push_back(line);
    }
    return found;
}

TEST(Defects, HaveARowEach)
{
    const auto all = rows();
    ASSERT_EQ(all.size(), std::size_t{defects});
    for (int i = 0; i < defects; ++i) {
        EXPECT_TRUE(all[static_cast<std::size_t>(i)].starts_with("| D" + std::to_string(i + 1) + " |"));
    }
}

TEST(Defects, AreShownGoneByTestsThatThereAre)
{
    static const std::regex name(R"(`(\w+\.\w+)`)");
    const std::set<std::string> known = tests_there_are();
    for (const std::string& row : rows()) {
        const std::string shown = row.substr(row.rfind('|', row.size() - 2));
        const std::sregex_iterator first(shown.begin(), shown.end(), name);
        EXPECT_NE(first, std::sregex_iterator()) << row;
        for (auto it = first; it != std::sregex_iterator(); ++it) EXPECT_TRUE(known.contains((*it)[1])) << row;
    }
}

}  // namespace
