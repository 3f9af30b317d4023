#include "efm/settings.hpp"

#include <gmock/gmock.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstring>
#include <filesystem>
#include <fstream>

#include "efm/error.hpp"

namespace {

using efm::Address;
using efm::Assignment;
using efm::Settings;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::ThrowsMessage;
using namespace std::chrono_literals;

Settings settings_of(const efm::SettingLayers& layers)
{
    return efm::make_settings(efm::effective(layers));
}

TEST(Settings, HaveDefaults)
{
    const Settings settings = settings_of({});
    EXPECT_THAT(settings.pools, ElementsAre(Address{"localhost", 9898}));
    EXPECT_EQ(settings.server_user, "");
    EXPECT_EQ(settings.log, "syslog");
    EXPECT_EQ(settings.timeout, std::nullopt);
}

TEST(Settings, ComeFromTheHighestLayerThatHasTheKey)
{
    const Settings settings = settings_of({.arguments = {{"timeout", "1s", ""}},
                                           .environment = {{"timeout", "2s", ""}, {"pcp.user", "env", ""}},
                                           .file = {{"pcp.user", "file", ""}, {"log", "none", ""}}});
    EXPECT_EQ(settings.timeout, 1s);
    EXPECT_EQ(settings.pcp_user, "env");
    EXPECT_EQ(settings.log, "none");
}

TEST(Settings, TakeAllLinesOfARepeatedKeyFromOneLayerOnly)
{
    const Settings settings =
        settings_of({.environment = {{"pool", "a:1", ""}, {"pool", "[::1]", ""}}, .file = {{"pool", "c:3", ""}}});
    EXPECT_THAT(settings.pools, ElementsAre(Address{"a", 1}, Address{"::1", 9898}));
}

TEST(Settings, NameTheOriginOfAValueThatCannotBeTaken)
{
    EXPECT_THAT(
        [] {
            settings_of({.file = {{"timeout", "15", "hooks.conf:7"}}});
        },
        ThrowsMessage<efm::Error>(HasSubstr("hooks.conf:7: timeout: \"15\" is not a duration")));
}

TEST(Settings, TakeWhatHasToBeProved)
{
    EXPECT_EQ(settings_of({}).proof, efm::Proof::available);
    EXPECT_EQ(settings_of({.file = {{"proof", "required", ""}}}).proof, efm::Proof::required);
    EXPECT_THROW(settings_of({.file = {{"proof", "on", ""}}}), efm::Error);
    EXPECT_EQ(settings_of({}).policy, efm::PoolPolicy::all);
    EXPECT_EQ(settings_of({.file = {{"policy", "quorum", ""}}}).policy, efm::PoolPolicy::quorum);
    EXPECT_THROW(settings_of({.file = {{"policy", "most", ""}}}), efm::Error);
    EXPECT_EQ(settings_of({}).mode, efm::PoolMode::independent);
    EXPECT_EQ(settings_of({.file = {{"mode", "watchdog", ""}}}).mode, efm::PoolMode::watchdog);
    EXPECT_THROW(settings_of({.file = {{"mode", "watchdog", ""}, {"policy", "any", ""}}}), efm::Error);
    EXPECT_EQ(settings_of({}).max_lag, std::nullopt);
    EXPECT_EQ(settings_of({.file = {{"max_lag", "64MB", ""}}}).max_lag, 64U << 20);
}

TEST(Sizes, HaveAUnit)
{
    EXPECT_EQ(efm::parse_size("1kB"), 1024U);
    EXPECT_EQ(efm::parse_size("2GB"), 2ULL << 30);
    for (const char* text : {"", "64", "MB", "0MB", "-1MB", "64mb", "64 MB", "99999999TB", "1.5GB"}) {
        EXPECT_THROW(efm::parse_size(text), efm::Error) << text;
    }
}

TEST(Settings, RefuseRelativePaths)
{
    EXPECT_THROW(settings_of({.file = {{"state_dir", "var/lib", ""}}}), efm::Error);
    EXPECT_THROW(settings_of({.file = {{"log", "efm.log", ""}}}), efm::Error);
}

TEST(Settings, TakeMapAndUnpooledLines)
{
    const Settings settings = settings_of({.file = {{"map", "10.0.0.1  db1:5433", ""}, {"unpooled", "10.0.0.9", ""}}});
    EXPECT_THAT(settings.map, ElementsAre(efm::MapLine{{"10.0.0.1", {}}, {"db1", 5433}}));
    EXPECT_THAT(settings.unpooled, ElementsAre(Address{"10.0.0.9", {}}));
    EXPECT_THROW(settings_of({.file = {{"map", "10.0.0.1", ""}}}), efm::Error);
}

TEST(Settings, AreNotTakenInNumbersThatNobodyMeant)
{
    for (const auto& [key, most] : {std::pair{"pool", 64U}, std::pair{"unpooled", 1'000U}}) {
        std::vector<Assignment> file(most, {key, "10.0.0.1:9898", "hooks.conf:7"});
        EXPECT_NO_THROW(settings_of({.file = file}));
        file.push_back(file.front());
        EXPECT_THAT([&] { settings_of({.file = file}); },
                    ThrowsMessage<efm::Error>(HasSubstr("more than " + std::to_string(most))));
    }
}

TEST(Settings, RefuseControlCharacters)
{
    EXPECT_THROW(settings_of({.environment = {{"pcp.user", "a\nb", "environment PCP_USER"}}}), efm::Error);
    EXPECT_NO_THROW(settings_of({.file = {{"map", "10.0.0.1\tdb1:5433", ""}}}));
}

TEST(SettingsEnvironment, HasTheVariablesOfTheScripts)
{
    const auto value_of = [](const char* name) -> const char* {
        if (std::strcmp(name, "PCP_HOST") == 0) return "pool1";
        if (std::strcmp(name, "PCP_PORT") == 0) return "9899";
        if (std::strcmp(name, "PCPPASSFILE") == 0) return "/etc/pcppass";
        return nullptr;
    };
    const Settings settings = settings_of({.environment = efm::from_environment(value_of)});
    EXPECT_THAT(settings.pools, ElementsAre(Address{"pool1", 9899}));
    EXPECT_EQ(settings.pcp_passfile, "/etc/pcppass");
    EXPECT_EQ(settings.pcp_user, "");
}

TEST(SettingsEnvironment, TakesAnIpv6Host)
{
    const auto value_of = [](const char* name) -> const char* {
        return std::strcmp(name, "PCP_HOST") == 0 ? "fd00::1" : nullptr;
    };
    EXPECT_THAT(settings_of({.environment = efm::from_environment(value_of)}).pools,
                ElementsAre(Address{"fd00::1", 9898}));
}

TEST(Duration, CarriesAUnit)
{
    EXPECT_EQ(efm::parse_duration("500ms"), 500ms);
    EXPECT_EQ(efm::parse_duration("2min"), 120s);
    EXPECT_EQ(efm::parse_duration("24h"), 24h);
    for (const char* text : {"", "15", "s", "-1s", "0s", "1.5s", "15 s", "25h", "99999999999999999999s", "1d"}) {
        EXPECT_THROW(efm::parse_duration(text), efm::Error) << text;
    }
}

TEST(TurnsDir, IsRunDirIfThatCanBeUsed)
{
    EXPECT_EQ(efm::turns_dir({.state_dir = "/state", .run_dir = "/"}), "/");
    EXPECT_EQ(efm::turns_dir({.state_dir = "/state", .run_dir = "/no/such"}), "/state");
    EXPECT_EQ(efm::turns_dir({.state_dir = "/state", .run_dir = "/tmp"}), "/state");  // everybody may write it
    EXPECT_EQ(efm::turns_dir({.state_dir = "/state"}), "/state");
}

class SettingsFile : public ::testing::Test {
protected:
    SettingsFile() : path_(std::filesystem::temp_directory_path() / ("hooks.conf." + std::to_string(::getpid()))) {}
    ~SettingsFile() override { std::filesystem::remove(path_); }

    std::string write(const std::string& text, mode_t mode = 0640) const
    {
        std::ofstream(path_) << text;
        ::chmod(path_.c_str(), mode);
        return path_;
    }

    std::filesystem::path path_;
};

TEST_F(SettingsFile, IsReadWithLineNumbers)
{
    EXPECT_THAT(efm::read_settings_file(write("# ours\n[pcp]\nuser = efm\n")),
                ElementsAre(Assignment{"pcp.user", "efm", path_.string() + ":3"}));
}

TEST_F(SettingsFile, MayBeginWithAByteOrderMark)
{
    EXPECT_THAT(efm::read_settings_file(write("\xEF\xBB\xBFpool = a:1\n")),
                ElementsAre(Assignment{"pool", "a:1", path_.string() + ":1"}));
}

TEST_F(SettingsFile, ThatOthersMayWriteIsRefused)
{
    EXPECT_THAT([&] { efm::read_settings_file(write("pool = a\n", 0662)); },
                ThrowsMessage<efm::Error>(HasSubstr("chmod go-w")));
    EXPECT_THROW(efm::read_settings_file(write("pool = a\n", 0660)), efm::Error);
}

TEST_F(SettingsFile, ThatIsADirectoryOrMissingIsRefused)
{
    EXPECT_THROW(efm::read_settings_file("/tmp"), efm::Error);
    EXPECT_THROW(efm::read_settings_file("/no/such/file"), efm::Error);
}

TEST_F(SettingsFile, LargerThanAnySettingsFileIsRefused)
{
    EXPECT_THROW(efm::read_settings_file(write(std::string(2'000'000, '\n'))), efm::Error);
}

}  // namespace
