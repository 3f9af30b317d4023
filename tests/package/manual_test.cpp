// The manual pages: that they can be read, and that what they say of options, settings and tests is so.
#include <gmock/gmock.h>

#include <algorithm>
#include <map>
#include <regex>
#include <set>

#include "run.hpp"
#include "temp_dir.hpp"
#include "tools.hpp"

namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;

const std::vector<std::string> programs{"load_balancer_attach", "load_balancer_detach", "follow_primary",
                                        "pgpool_backend"};

std::string page(const std::string& name)
{
    const std::string text = support::read_text(package::source / "man" / name);
    EXPECT_FALSE(text.empty()) << name;
    return text;
}

std::vector<std::string> found(const std::string& text, const std::string& pattern)
{
    const std::regex regex(pattern);
    std::vector<std::string> all;
    for (std::sregex_iterator at(text.begin(), text.end(), regex), end; at != end; ++at) all.push_back(at->str(1));
    return all;
}

TEST(Manual, IsCleanInTheEyesOfMandoc)
{
    for (const fs::directory_entry& entry : fs::directory_iterator(package::source / "man")) {
        const auto said = package::run({"mandoc", "-Tlint", "-Wwarning", entry.path()});
        EXPECT_TRUE(said.succeeded()) << said.out << said.err;
    }
}

TEST(Manual, HasEveryOptionThatHelpNamesAndNoOther)
{
    for (const std::string& program : programs) {
        const std::string help = support::run_program(program, {"--help"}).out;
        std::vector<std::string> options;
        for (const std::string& line : package::lines_of(help)) {
            for (const std::string& name : found(line, "^  (?:-[a-zA-Z] \\[ )?--([a-z-]+)")) options.push_back(name);
        }
        std::vector<std::string> described;
        for (const std::string& line : package::lines_of(page(program + ".1"))) {
            for (const std::string& name : found(line, "^\\.It Fl (?:[a-zA-Z] , Fl )?-([a-z-]+)")) {
                described.push_back(name);
            }
        }
        EXPECT_FALSE(options.empty()) << program;
        EXPECT_THAT(described, ::testing::UnorderedElementsAreArray(options)) << program;
    }
}

TEST(Manual, HasEveryVerbOfPgpoolBackend)
{
    const std::string text = page("pgpool_backend.1");
    const std::string help = support::run_program("pgpool_backend", {"--help"}).out;
    std::size_t verbs = 0;
    for (const std::string& line : package::lines_of(help.substr(0, help.find("Options:")))) {
        for (const std::string& verb : found(line, "^([a-z_]+)(?: [\\[A-Z-].*?)?  +")) {
            EXPECT_THAT(text, HasSubstr("\n.It Cm " + verb)) << line;
            ++verbs;
        }
    }
    EXPECT_GT(verbs, 12U);
}

TEST(Manual, HasEverySettingAndNoOther)
{
    std::set<std::string> settings;
    const std::string config = package::source / "config/hooks.conf";
    for (const std::string& key : found(support::read_text(config), "(?:^|\n)#?([a-z_]+(?:\\.[a-z_]+)?) = ")) {
        settings.insert(key);
    }
    std::set<std::string> described;
    for (const std::string& key : found(page("hooks.conf.5"), "\n\\.It Cm ([a-z_.]+)")) described.insert(key);
    EXPECT_EQ(described, settings);
}

// Entries of ctest, and of each program the tests in it as Suite.Name, without what a parameter adds.
class Tests {
public:
    bool has(const std::string& entry)
    {
        static const std::string all = list_of_entries();
        return std::regex_search(all, std::regex(": " + entry + "\n"));
    }

    bool has(const std::string& program, const std::string& name)
    {
        auto& names = lists_[program];
        if (names.empty()) names = list(program);
        return names.contains(name);
    }

private:
    // From a directory of its own: a ctest that lists takes the log of one that runs.
    static std::string list_of_entries()
    {
        const support::TempDir dir;
        support::write_own_text(dir / "CTestTestfile.cmake", "subdirs(\"" EFM_BUILD "\")\n");
        return package::output_of({EFM_CTEST, "--test-dir", dir.path(), "-N"});
    }

    static std::set<std::string> list(const std::string& program)
    {
        std::set<std::string> names;
        std::string suite;
        for (const std::string& line :
             package::lines_of(package::output_of({support::built_program(program), "--gtest_list_tests"}))) {
            const std::string word = line.substr(0, line.find("  #"));
            if (!word.starts_with(' ')) {
                suite = std::regex_replace(word, std::regex("^[A-Za-z]+/|/[0-9]+\\.$"), "");
                if (!suite.ends_with('.')) suite += '.';
            } else {
                names.insert(suite + std::regex_replace(word, std::regex("^ +|/.*$"), ""));
            }
        }
        return names;
    }

    std::map<std::string, std::set<std::string>> lists_;
};

TEST(Manual, NamesATestThatExistsForEveryGuarantee)
{
    Tests tests;
    bool named = true;
    std::size_t guarantees = 0;
    const std::string text = page("efm-pgpool.7");
    for (const std::string& line : package::lines_of(text.substr(text.find(".Sh GUARANTEES")))) {
        std::smatch words;
        if (line.starts_with(".Bl -item")) named = false;
        EXPECT_TRUE(named || line != ".El") << "guarantee " << guarantees << " has no test";
        if (!std::regex_match(line, words, std::regex("\\.Li ([^ ]+)(?: ([^ ]+))?"))) continue;
        if (!named) ++guarantees;
        named = true;
        EXPECT_TRUE(tests.has(words[1])) << "ctest has no " << words[1];
        EXPECT_TRUE(!words[2].matched || tests.has(words[1], words[2])) << line;
    }
    EXPECT_GT(guarantees, 25U);
}

}  // namespace
