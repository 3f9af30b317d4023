// The stand-in's command line: what it prints, how it ends, how it misbehaves on demand.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "efm_cluster.hpp"
#include "live.hpp"
#include "postgres_cluster.hpp"
#include "postgres_user.hpp"

namespace {

using namespace std::chrono_literals;
using efm::CommandResult;
using support::EfmCluster;
using support::EfmOptions;
using support::PostgresCluster;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

CommandResult run(const std::vector<std::string>& argv, std::chrono::milliseconds limit = 10s)
{
    efm::Command command;
    command.argv = argv;
    command.patience.deadline = pcp::Deadline::after(limit);
    return efm::BoostCommandRunner{}.run(command);
}

// One server and its agent for all tests.
class CommandLine : public support::LiveTest {
protected:
    static void TearDownTestSuite()
    {
        efm_.reset();
        servers_.reset();
    }

    void SetUp() override
    {
        if (!support::require_live() || efm_) return;
        servers_ = std::make_unique<PostgresCluster>(1);
        efm_ = std::make_unique<EfmCluster>(*servers_);
    }

    static CommandResult status_with(const std::string& fault)
    {
        return efm_->run(0, "cluster-status-json", {}, {{"EFM_STANDIN_FAULT", fault}});
    }

    static inline std::unique_ptr<PostgresCluster> servers_;
    static inline std::unique_ptr<EfmCluster> efm_;
};

TEST_F(CommandLine, EndsWithOneThoughItsReportIsCompleteWhenThereIsNoStandby)
{
    const auto text = efm_->status();
    EXPECT_EQ(text.exit_code, 1);
    EXPECT_THAT(text.out, HasSubstr("\tNo standby databases were found.\n"));
    EXPECT_EQ(text.err, "");
    const auto json = efm_->status_json();
    EXPECT_EQ(json.exit_code, 1);
    EXPECT_THAT(json.out, HasSubstr(R"("messages":["No standby databases were found."]})"));
    const auto node = efm_->run(0, "node-status-json");
    EXPECT_EQ(node.exit_code, 0);
    EXPECT_EQ(node.out, R"({"type":"Primary","address":"127.0.0.11","db":"UP","vip":"","vip_active":"false"})"
                        "\n");
}

TEST_F(CommandLine, SaysWhatItIsAndTakesNoUnknownCommand)
{
    const auto help = run({efm_->command(0), "--help"});
    EXPECT_EQ(help.exit_code, 0);
    EXPECT_THAT(help.out, StartsWith("STAND-IN FOR TESTS. This is not EDB Failover Manager"));
    for (const char* word : {"prop-check", "add-node", "cluster-state"}) {
        EXPECT_THAT(efm_->run(0, word).out, HasSubstr("Usage: efm"));
        EXPECT_NE(efm_->run(0, word).exit_code, 0);
    }
    EXPECT_NE(run({efm_->command(0), "cluster-status", "nobody"}).exit_code, 0);
}

TEST_F(CommandLine, TakesThePropertiesFileInPlaceOfTheName)
{
    EXPECT_THAT(run({efm_->command(0), "cluster-status", efm_->properties(0)}).out, HasSubstr("Cluster Status: efm"));
}

TEST_F(CommandLine, LetsOthersReadAndNotManage)
{
    if (::geteuid() != 0) GTEST_SKIP() << "the test runs as the one user there is";
    const std::string efm = efm_->command(0);
    EXPECT_THAT(run(support::as_postgres({efm, "cluster-status", "efm"})).out, HasSubstr("127.0.0.11"));
    const auto refused = run(support::as_postgres({efm, "allow-node", "efm", "127.0.0.99"}));
    EXPECT_EQ(refused.exit_code, 1);
    EXPECT_EQ(refused.out + refused.err,
              "Not authorized to run this command. User 'postgres' is not a member of the `efm` group.\n");
}

TEST_F(CommandLine, RefusesToResumeAnAgentThatIsNotIdleAndPrioritiesThatAreNone)
{
    EXPECT_EQ(efm_->resume(0).exit_code, 1);
    EXPECT_EQ(efm_->run(0, "set-priority", {"127.0.0.11", "-1"}).exit_code, 1);
    EXPECT_EQ(efm_->run(0, "set-priority", {"127.0.0.77", "1"}).exit_code, 1);
    EXPECT_EQ(efm_->run(0, "promote", {"-switchover"}).exit_code, 1);
}

TEST_F(CommandLine, EncryptsForItsClusterAlone)
{
    const auto own = efm_->run(0, "encrypt", {"--from-env"}, {{"EFMPASS", "secret"}});
    EXPECT_EQ(own.exit_code, 0);
    EXPECT_THAT(own.out, ::testing::MatchesRegex("[0-9a-f]{32}\n"));
    const auto none = efm_->run(0, "encrypt", {"--from-env"});
    EXPECT_THAT(none.out, HasSubstr("EFMPASS password not found."));
    const auto asked = run({"/bin/sh", "-c", "printf 'a\\na\\n' | " + efm_->command(0).string() + " encrypt other"});
    EXPECT_THAT(asked.out, HasSubstr("The encrypted password is: "));
    EXPECT_THAT(asked.out, HasSubstr("\ndb.password.encrypted="));
}

TEST_F(CommandLine, MisbehavesOnDemand)
{
    EXPECT_GE(status_with("slow=300").duration, 300ms);
    EXPECT_EQ(status_with("truncate=40").out.size(), 40U);
    EXPECT_THAT(status_with("stderr=no_disk").err, HasSubstr("no disk\n"));
    EXPECT_THAT(status_with("warning").out, StartsWith("OpenJDK"));
    EXPECT_GT(status_with("info=huge").out.size(), 1'000'000U);
    EXPECT_THAT(status_with("info=utf8").out, HasSubstr("接続"));
    EXPECT_EQ(status_with("exit=3").exit_code, 3);
    EXPECT_EQ(efm_->status().exit_code, 1);
}

TEST_F(CommandLine, TakesItsFaultsFromAFileTooAndHangs)
{
    efm_->misbehave(0, "hang\n");
    const auto hung = run({efm_->command(0), "cluster-status", "efm"}, 300ms);
    efm_->misbehave(0, "");
    EXPECT_EQ(hung.ending, CommandResult::Ending::timed_out);
    EXPECT_EQ(hung.out, "");
}

TEST_F(CommandLine, KnowsNothingWithoutItsAgent)
{
    efm_->stop_agent(0);
    for (const char* command : {"cluster-status", "cluster-status-json", "node-status-json", "resume"}) {
        const auto result = efm_->run(0, command);
        EXPECT_EQ(result.exit_code, 1) << command;
        EXPECT_THAT(result.out, HasSubstr("Authorization file not found. Is the local agent running?")) << command;
    }
    servers_->operator[](0).stop();
    efm_->start_agent(0);
    const auto idle = efm_->run(0, "node-status-json");
    EXPECT_EQ(idle.exit_code, 1);
    EXPECT_THAT(idle.out, HasSubstr(R"("type":"Idle")"));
    EXPECT_THAT(efm_->status().out, HasSubstr("\tNo primary database was found.\n"));
    EXPECT_EQ(efm_->resume(0).exit_code, 1);
    servers_->operator[](0).start();
    EXPECT_EQ(efm_->resume(0).exit_code, 0);
    EXPECT_EQ(efm_->types(0).front(), "Primary");
}

}  // namespace
