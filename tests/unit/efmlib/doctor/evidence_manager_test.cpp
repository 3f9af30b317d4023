#include <gmock/gmock.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "efm/error.hpp"
#include "evidence_parts.hpp"

namespace {

using efm::Command;
using efm::CommandResult;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::SizeIs;
using ::testing::UnorderedElementsAre;

class FakeSudo : public efm::CommandRunner {
public:
    CommandResult run(const Command& command) override
    {
        asked.push_back(command.argv);
        if (is_missing) throw efm::Error(efm::Error::Kind::system, "no sudo");
        const bool is_list = command.argv.size() == 3;
        return {.exit_code = is_list || allows ? 0 : 1, .out = is_list ? rules : ""};
    }

    bool allows = true;
    bool is_missing = false;
    std::string rules;
    std::vector<std::vector<std::string>> asked;
};

efm::Settings settings()
{
    efm::Settings settings;
    settings.efm_command = "/usr/edb/efm-5.2/bin/efm";
    settings.efm_cluster = "acct";
    settings.efm_sudo_user = "efm";
    return settings;
}

TEST(SudoEvidence, IsAskedForByListingAndRunsNothing)
{
    FakeSudo sudo;
    EXPECT_TRUE(ask_sudo(settings(), sudo, {}).allowed);
    ASSERT_THAT(sudo.asked, SizeIs(2));
    EXPECT_THAT(sudo.asked[0], ElementsAre("/usr/bin/sudo", "-n", "-l", "-u", "efm", "/usr/edb/efm-5.2/bin/efm",
                                           "cluster-status-json", "acct"));
    EXPECT_THAT(sudo.asked[1], ElementsAre("/usr/bin/sudo", "-n", "-l"));
}

TEST(SudoEvidence, NamesWildcardsInAPathButNotBehindIt)
{
    FakeSudo sudo;
    sudo.rules =
        "    (efm) NOPASSWD: SETENV: /usr/edb/efm-*/bin/efm cluster-status efm, /usr/edb/efm-5.2/bin/efm allow-node "
        "efm *\n"
        "    (root) /usr/edb/efm-*/bin/efm cluster-status efm\n    (efm) /usr/edb/*/bin/efm, /bin/ls *\n";
    EXPECT_THAT(ask_sudo(settings(), sudo, {}).wildcards, ElementsAre("/usr/edb/efm-*/bin/efm", "/usr/edb/*/bin/efm"));
}

TEST(SudoEvidence, IsARefusalWhereThereIsNoSudoOrNoRule)
{
    FakeSudo sudo;
    sudo.allows = false;
    EXPECT_FALSE(ask_sudo(settings(), sudo, {}).allowed);
    sudo.is_missing = true;
    EXPECT_FALSE(ask_sudo(settings(), sudo, {}).allowed);
}

class Installations : public ::testing::Test {
protected:
    ~Installations() override { std::filesystem::remove_all(root_); }

    void install(const std::string& name) const
    {
        std::filesystem::create_directories(root_ / name / "bin");
        std::ofstream(root_ / name / "bin" / "efm") << "";
    }

    std::filesystem::path root_ =
        std::filesystem::temp_directory_path() / ("installations-" + std::to_string(::getpid()));
};

TEST_F(Installations, AreThoseBesideTheCommand)
{
    install("efm-4.9");
    install("efm-5.10");
    install("efm-old");
    install("other-5.4");
    std::filesystem::create_directories(root_ / "efm-5.11");
    EXPECT_THAT(efm::releases_beside((root_ / "efm-4.9" / "bin" / "efm").string()),
                UnorderedElementsAre("4.9", "5.10"));
    EXPECT_THAT(efm::releases_beside("/opt/efm/bin/efm"), SizeIs(0));
}

TEST(Release, IsReadOutOfAPathAndComparedByNumber)
{
    EXPECT_EQ(efm::release_in("/usr/edb/efm-4.10/bin/efm"), "4.10");
    EXPECT_EQ(efm::release_in("/etc/edb/efm-5.2/acct.properties"), "5.2");
    EXPECT_EQ(efm::release_in("/opt/efm/bin/efm"), "");
    EXPECT_EQ(efm::release_in("/x/efm-5.2.1/bin"), "");
    EXPECT_TRUE(efm::is_older_release("4.9", "4.10"));
    EXPECT_FALSE(efm::is_older_release("5.0", "4.10"));
    EXPECT_FALSE(efm::is_older_release("", "4.10"));
}

TEST(PropertiesEvidence, HasNoSecret)
{
    const std::string path = std::filesystem::temp_directory_path() / ("evidence-" + std::to_string(::getpid()));
    std::ofstream(path) << "db.user=efm\ndb.password.encrypted=0123456789\n";
    const auto evidence = efm::properties_evidence(path);
    std::filesystem::remove(path);
    EXPECT_EQ(evidence.fault, std::nullopt);
    EXPECT_THAT(evidence.values, Contains(efm::Property{"db.password.encrypted", "********", 2}));
    EXPECT_EQ(efm::properties_evidence("/none/such").fault, "No such file or directory");
}

}  // namespace
