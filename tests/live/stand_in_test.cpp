// The stand-in for EDB Failover Manager, on real servers: the scenarios of spec/efm.md 5. Those that a command begins
// are in tests/support/efm/test/by_command_test.cpp.
#include "scenario.hpp"

#include <algorithm>

#include "pgpool_server.hpp"
#include "temp_dir.hpp"

namespace stand_in_test {
namespace {

using namespace std::chrono_literals;
using support::PgpoolServer;
using ::testing::AnyOf;
using ::testing::Contains;
using ::testing::Each;
using ::testing::ElementsAre;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::StartsWith;

TEST_F(StandIn, FailsOverWhenThePrimaryDatabaseDiesAndRunsEachHookWhereTheManualSays)
{
    PostgresCluster servers;
    EfmCluster efm{servers, with_all_hooks()};
    EXPECT_THAT(efm.hooks(), IsEmpty());  // none at the start

    lose_primary(servers, efm);
    EXPECT_TRUE(eventually([&] { return efm.was_notified("Failover has completed"); })) << efm.status().out;
    const auto remote_pre = AnyOf("11 remote.pre.promotion 12", "13 remote.pre.promotion 12");
    const auto remote_post = AnyOf("11 remote.post.promotion 12", "13 remote.post.promotion 12");
    EXPECT_THAT(hooks_of(efm, 0), ElementsAre("11 detach 11 p", "11 db.failure", remote_pre, remote_pre,
                                              "12 fence 12 11", "13 detach 13 s", "13 attach 13 s", "12 attach 12 p",
                                              "12 post.promotion 11 12", remote_post, remote_post));
    EXPECT_THAT(efm.types(0), ElementsAre("Idle", "Primary", "Standby"));
    EXPECT_THAT(support::read_text(servers[0].data_dir() / "recovery.conf"), StartsWith("# EDB Failover Manager"));
    EXPECT_TRUE(eventually([&] { return PostgresCluster::streams_to(servers[1], 1); }));
    EXPECT_EQ(efm.status().exit_code, 1);
    EXPECT_THAT(efm.status().out, HasSubstr("Idle Node Status"));

    const double rebuilt = EfmCluster::mark();
    EXPECT_THAT(efm.resume(0).out, HasSubstr("not running"));
    efm.rebuild(0, servers[0], servers[1]);
    EXPECT_EQ(efm.resume(0).exit_code, 0);
    EXPECT_TRUE(efm.wait_for({"Standby", "Primary", "Standby"}));
    EXPECT_THAT(hooks_of(efm, rebuilt), ElementsAre("11 resumed", "11 attach 11 s"));
    EXPECT_TRUE(eventually([&] { return efm.status().exit_code == 0; })) << efm.status().out;
}

// Pgpool shows what our hooks made of it.

TEST_F(StandIn, DrivesOurHooksThroughAFailover)
{
    PostgresCluster servers;
    const PgpoolServer pool{servers};
    EfmCluster efm{servers, pool};

    lose_primary(servers, efm);
    EXPECT_TRUE(eventually([&] { return efm.was_notified("Failover has completed"); })) << efm.status().out;
    EXPECT_TRUE(eventually([&] { return pool.status(2) != "down"; }));
    EXPECT_EQ(pool.role(1), "primary");
    EXPECT_EQ(pool.status(0), "down");
    EXPECT_THAT(efm.hooks(), Each(EndsWith("exit 0")));
}

// What becomes of a primary whose agent alone died: the one difference between the generations that users feel.
class AgentDeath : public StandIn, public ::testing::WithParamInterface<std::pair<const char*, bool>> {};

TEST_P(AgentDeath, DoesNotFailOverAndDetachesThePrimaryUpToFourTen)
{
    const auto [generation, detached] = GetParam();
    const PostgresCluster servers{2};
    EfmOptions options = with_all_hooks(generation);
    options.witness = true;
    EfmCluster efm{servers, options};

    efm.kill_agent(0);
    EXPECT_TRUE(eventually([&] { return efm.was_notified("but primary DB is still running"); }));
    EXPECT_TRUE(eventually([&] { return efm.was_notified("Primary agent missing"); }));
    EXPECT_THAT(hooks_of(efm, 0), detached ? Lines{"12 detach 11 p"} : Lines{});
    EXPECT_TRUE(servers[1].in_recovery());
    const bool shown = efm.status(1).out.find("DOWN        127.0.0.11           N/A") != std::string::npos;
    EXPECT_EQ(shown, std::string(generation) == "5.2") << efm.status(1).out;

    efm.start_agent(0);
    EXPECT_TRUE(efm.wait_for({"Primary", "Standby", "Witness"}));
}

INSTANTIATE_TEST_SUITE_P(OfEachGeneration, AgentDeath,
                         ::testing::Values(std::pair{"4.10", true}, std::pair{"5.2", false}),
                         [](const auto& each) { return replaced(std::string("V") + each.param.first, ".", "_"); });

TEST_F(StandIn, FailsOverWhenTheHostDiesIfAWitnessMakesAMajority)
{
    const PostgresCluster servers{2};
    EfmOptions options = with_all_hooks();
    options.witness = true;
    EfmCluster efm{servers, options};

    efm.kill_host(0);
    EXPECT_TRUE(eventually([&] { return efm.was_notified("Failover has completed"); })) << efm.status(1).out;
    EXPECT_THAT(hooks_of(efm, 0),
                ElementsAre("12 detach 11 p", "13 remote.pre.promotion 12", "12 fence 12 11", "12 attach 12 p",
                            "12 post.promotion 11 12", "13 remote.post.promotion 12"));
    EXPECT_THAT(efm.types(1), ElementsAre("DOWN", "Primary", "Witness"));
}

TEST_F(StandIn, DoesNotFailOverOfTwoNodesWhenOneDies)
{
    const PostgresCluster servers{2};
    EfmCluster efm{servers, with_all_hooks("4.10")};
    efm.kill_host(0);
    EXPECT_TRUE(eventually([&] { return efm.was_notified("One or more nodes isolated from network"); }));
    EXPECT_THAT(efm.hooks(), IsEmpty());
    EXPECT_THAT(efm.types(1), ElementsAre("", "Standby"));
    EXPECT_THAT(efm.status(1).out, HasSubstr("No primary database was found."));
}

TEST_F(StandIn, ShutsAnIsolatedPrimaryDownAndTakesItBackWhenNobodyWasPromoted)
{
    const PostgresCluster servers;
    EfmCluster efm{servers, with_all_hooks("5.2", {{"ping.server.command", "/bin/false"}})};
    efm.kill_agent(1);
    efm.kill_agent(2);
    EXPECT_TRUE(efm.wait_for({"Idle", "DOWN", "DOWN"}));
    EXPECT_THAT(hooks_of(efm, 0), ElementsAre("11 primary.isolated"));
    EXPECT_FALSE(support::is_accepting(servers[0].login()));

    efm.start_agent(1);
    efm.start_agent(2);
    EXPECT_TRUE(efm.wait_for({"Primary", "Standby", "Standby"})) << efm.status().out;
    EXPECT_THAT(hooks_of(efm, 0), Contains("11 attach 11 p"));
}

TEST_F(StandIn, TakesAFailedStandbyOutAndResumesItByItselfIfTold)
{
    PostgresCluster servers;
    EfmOptions options = with_all_hooks();
    options.properties_of[2] = {{"auto.resume.failure.period", "20"}};
    EfmCluster efm{servers, options};

    servers[2].kill9();
    EXPECT_TRUE(efm.wait_for({"Primary", "Standby", "Idle"}));
    EXPECT_THAT(hooks_of(efm, 0), ElementsAre("13 detach 13 s", "13 db.failure"));
    servers[2].start();
    EXPECT_TRUE(efm.wait_for({"Primary", "Standby", "Standby"}));
    EXPECT_THAT(hooks_of(efm, 0), ElementsAre("13 detach 13 s", "13 db.failure", "13 resumed", "13 attach 13 s"));

    servers[1].promote();  // by somebody's hand
    EXPECT_TRUE(efm.wait_for({"Primary", "Idle", "Standby"}));
    EXPECT_TRUE(efm.was_notified("Database in wrong state on 127.0.0.12"));
    EXPECT_THAT(efm.status().out, HasSubstr("DB is not in recovery."));
    efm.stop_agent(1);
    EXPECT_ANY_THROW(efm.start_agent(1));
    EXPECT_THAT(efm.agent_log(1), HasSubstr("There is already a primary node in this cluster"));
}

TEST_F(StandIn, FailsOverWhenTheCustomMonitorOfThePrimarySaysSoUnlessItIsInSafeMode)
{
    const PostgresCluster servers{2};
    EfmOptions options = with_all_hooks("5.2", {{"script.custom.monitor", "/bin/false"},
                                                {"custom.monitor.interval", "50"},
                                                {"custom.monitor.timeout", "20"},
                                                {"custom.monitor.safe.mode", "true"}});
    options.properties_of[0] = {{"custom.monitor.safe.mode", "false"}};
    EfmCluster efm{servers, options};
    EXPECT_TRUE(efm.wait_for({"Idle", "Primary"})) << efm.status().out;
    EXPECT_FALSE(support::is_accepting(servers[0].login()));
    EXPECT_TRUE(eventually([&] { return efm.was_notified("Custom monitor 'safe mode' failure"); }));
}

TEST_F(StandIn, DoesNotFailOverForACleanStopNorBelowMinimumStandbys)
{
    PostgresCluster servers{2};
    EfmCluster efm{servers, with_all_hooks("5.2", {{"minimum.standbys", "1"}})};
    efm.stop_agent(0);
    EXPECT_TRUE(eventually([&] { return efm.was_notified("Primary agent exited on 127.0.0.11"); }));
    EXPECT_THAT(efm.types(1), ElementsAre("DOWN", "Standby"));
    EXPECT_THAT(efm.hooks(), IsEmpty());

    efm.start_agent(0);
    EXPECT_TRUE(efm.wait_for({"Primary", "Standby"}));
    lose_primary(servers, efm);
    EXPECT_TRUE(eventually([&] { return efm.was_notified("Failover has not occurred"); }));
    EXPECT_TRUE(servers[1].in_recovery());
}

TEST_F(StandIn, RunsWhatFollowsAPromotionInTheOrderTheTestChose)
{
    PostgresCluster servers;
    EfmOptions options = with_all_hooks();
    options.standin = {{"after_promotion", R"(["post", "attach+reconfigure"])"}, {"detach_before_stop", "false"}};
    EfmCluster efm{servers, options};
    lose_primary(servers, efm);
    EXPECT_TRUE(eventually([&] { return efm.was_notified("Failover has completed"); }));
    const Lines lines = hooks_of(efm, 0);
    const auto post = std::ranges::find(lines, "12 post.promotion 11 12");
    EXPECT_LT(post, std::ranges::find(lines, "12 attach 12 p"));
    EXPECT_LT(std::ranges::find(lines, "12 attach 12 p"), std::ranges::find(lines, "13 attach 13 s"));
}

}  // namespace
}  // namespace stand_in_test
