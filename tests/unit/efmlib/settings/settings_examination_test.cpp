#include <gmock/gmock.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "efm/settings.hpp"

namespace {

using efm::Assignment;
using efm::SettingsFault;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::SizeIs;

class SettingsExamination : public ::testing::Test {
protected:
    ~SettingsExamination() override { std::filesystem::remove(path_); }

    efm::SettingsReading examine(const std::string& text, std::filesystem::perms mode = std::filesystem::perms{0644})
    {
        std::ofstream(path_) << text;
        std::filesystem::permissions(path_, mode);
        return efm::examine_settings_file(path_);
    }

    std::string path_ = std::filesystem::temp_directory_path() / ("examined-" + std::to_string(::getpid()) + ".conf");
};

TEST_F(SettingsExamination, TakesWhatIsRightAndNamesEveryFault)
{
    const auto reading = examine("pool = db1:9898\ntimeout = 15\n[pcp]\nuser = a # b\nusr = c\nnonsense\n");
    EXPECT_THAT(reading.assignments,
                ElementsAre(Assignment{"pool", "db1:9898", path_ + ":1"}, Assignment{"pcp.user", "a", path_ + ":4"},
                            Assignment{"pcp.user", "c", path_ + ":5"}));
    ASSERT_THAT(reading.faults, SizeIs(3));
    EXPECT_EQ(reading.faults[0].origin, path_ + ":2");
    EXPECT_THAT(reading.faults[0].what, HasSubstr("\"15\" is not a duration"));
    EXPECT_EQ(reading.faults[1], (SettingsFault{path_ + ":5", "unknown key \"pcp.usr\"", "write pcp.user"}));
    EXPECT_EQ(reading.faults[2].origin, path_ + ":6");
}

TEST_F(SettingsExamination, IsThatOfTheStrictReaderWhereNothingIsWrong)
{
    const std::string text = "# all\npool = a\npool = b:1\n[efm]\ncluster = acct\n";
    const auto reading = examine(text);
    EXPECT_EQ(reading.assignments, efm::read_settings_file(path_));
    EXPECT_THAT(reading.faults, SizeIs(0));
}

TEST_F(SettingsExamination, RefusesAFileThatOthersMayWrite)
{
    const auto reading = examine("pool = a\n", std::filesystem::perms{0666});
    EXPECT_THAT(reading.assignments, SizeIs(0));
    ASSERT_THAT(reading.faults, SizeIs(1));
    EXPECT_THAT(reading.faults[0].what, HasSubstr("chmod go-w"));
}

}  // namespace
