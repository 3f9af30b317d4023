#include "efm/manager_of.hpp"

#include <gmock/gmock.h>

#include "efm/error.hpp"

namespace {

using efm::Settings;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

class LastCommand : public efm::CommandRunner {
public:
    efm::CommandResult run(const efm::Command& command) override
    {
        argv = command.argv;
        return {};
    }

    std::vector<std::string> argv;
};

Settings settings_of(const std::string& command, const std::string& cluster, const std::string& user = "")
{
    Settings settings;
    settings.efm_command = command;
    settings.efm_cluster = cluster;
    settings.efm_sudo_user = user;
    return settings;
}

TEST(ManagerOf, IsNoneUnlessTheSettingsNameOne)
{
    LastCommand runner;
    EXPECT_FALSE(efm::manager_of({}, runner));
    EXPECT_FALSE(efm::names_manager({}));
    EXPECT_TRUE(efm::names_manager(settings_of("", "efm")));
}

TEST(ManagerOf, RunsTheCommandForTheClusterAsTheUser)
{
    LastCommand runner;
    const auto manager = efm::manager_of(settings_of("/opt/bin/efm", "acctg", "efm"), runner);
    ASSERT_TRUE(manager);
    manager->printed(efm::Report::cluster_json, {});
    EXPECT_THAT(runner.argv,
                ElementsAre("/usr/bin/sudo", "-n", "-u", "efm", "/opt/bin/efm", "cluster-status-json", "acctg"));
}

TEST(ManagerOf, NamesTheSettingThatIsMissing)
{
    LastCommand runner;
    for (const auto& [settings, missing] : {std::pair{settings_of("/opt/bin/efm", ""), "efm.cluster is not set"},
                                            std::pair{settings_of("", "efm"), "efm.command is not set"}}) {
        try {
            efm::manager_of(settings, runner);
            ADD_FAILURE() << missing;
        } catch (const efm::Error& error) {
            EXPECT_EQ(error.kind(), efm::Error::Kind::configuration);
            EXPECT_THAT(error.what(), HasSubstr(missing));
        }
    }
}

TEST(DbPort, IsUnknownWithoutAFileThatSaysIt)
{
    EXPECT_EQ(efm::db_port_in(""), std::nullopt);
    EXPECT_EQ(efm::db_port_in("/no/such/file"), std::nullopt);
}

}  // namespace
