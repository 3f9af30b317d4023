// Failovers of real servers, with Pgpool calling the follow hook itself.
#include <gmock/gmock.h>

#include "pool_fixture.hpp"

namespace {

using namespace std::chrono_literals;
using ::testing::AnyOf;
using ::testing::HasSubstr;
using ::testing::Not;

// Each test changes who is the primary: a cluster of its own.
class Failover : public PoolFixture {
protected:
    void SetUp() override
    {
        TearDownTestSuite();
        PoolFixture::SetUp();
    }

    // What EFM does itself, before its hooks: the primary is gone, 1 takes over, 2 follows it.
    static void fail_over_servers()
    {
        servers()[primary].kill9();
        servers()[standby].promote();
        servers()[sibling].follow(servers()[standby]);
    }

    static std::vector<std::string> with_login(std::vector<std::string> arguments)
    {
        const auto passfile = pool().dir() / "pgpass";
        std::ofstream(passfile) << "*:*:postgres:monitor:monitor-pass\n";
        std::filesystem::permissions(passfile, std::filesystem::perms{0600});
        arguments.insert(arguments.end(),
                         {"--set", "server.user=monitor", "--set", "server.passfile=" + passfile.string()});
        return arguments;
    }
};

TEST_F(Failover, EndsWithTheNewPrimaryAndItsStandbyAttachedAndTheOldPrimaryOut)
{
    fail_over_servers();
    expect_end(run("load_balancer_detach", {address(primary), "p"}), 0, "detached backend 0");
    expect_end(run("load_balancer_attach", {address(standby), "p"}), 0, "");
    expect_end(run("pgpool_backend", {"promote", address(standby)}), 0, "");

    EXPECT_TRUE(support::eventually([] { return is_attached(state_of(sibling).status); }, 60s));
    EXPECT_EQ(shown_role(standby), "primary");
    EXPECT_THAT(shown_status(sibling), AnyOf("up", "waiting"));
    EXPECT_EQ(shown_status(primary), "down");
}

TEST_F(Failover, LetsThePostPromotionHookAloneMakeThePoolAgree)
{
    fail_over_servers();
    expect_end(run("pgpool_backend", {"PROMOTE", address(standby)}), 0, "promoted backend 1");
    EXPECT_EQ(shown_role(standby), "primary");
    EXPECT_TRUE(support::eventually([] { return is_attached(state_of(sibling).status); }, 60s));
    EXPECT_EQ(shown_status(primary), "down");
}

TEST_F(Failover, IsNotBelievedOfAStandbyThatWasNotPromoted)
{
    const auto with = with_login({"promote", address(standby), "--timeout", "1s"});
    expect_end(run("pgpool_backend", with), 75, "is in recovery");
    EXPECT_EQ(shown_role(primary), "primary");
    EXPECT_THAT(shown_status(primary), AnyOf("up", "waiting"));
}

TEST_F(Failover, IsNotBelievedWithoutALoginWhileThePresentPrimaryAnswers)
{
    expect_end(run("pgpool_backend", {"promote", address(standby)}), 77, "still answers");
    EXPECT_EQ(shown_role(primary), "primary");
}

TEST_F(Failover, IsBelievedOfAServerThatIsOutOfRecoveryThoughTheOldPrimaryAnswers)
{
    servers()[standby].promote();
    expect_end(run("pgpool_backend", with_login({"promote", address(standby)})), 0, "promoted backend 1");
    EXPECT_EQ(shown_role(standby), "primary");
}

TEST_F(Failover, AttachesFirstWhatPgpoolWouldSilentlyNotPromote)
{
    run("load_balancer_detach", {address(standby), "s"});
    run("load_balancer_detach", {address(primary), "p"});
    fail_over_servers();
    expect_end(run("pgpool_backend", {"promote", address(standby)}), 0, "backend 1");
    EXPECT_EQ(shown_role(standby), "primary");
    EXPECT_THAT(shown_status(standby), AnyOf("up", "waiting"));
}

TEST_F(Failover, HasTheFollowHookCalledByItsOldNameToo)
{
    run("load_balancer_detach", {address(standby), "s"});
    run("load_balancer_detach", {address(sibling), "s"});
    expect_end(run("follow_master", {"1", "0"}), 0, "attached backend 1");
    EXPECT_THAT(shown_status(sibling), AnyOf("up", "waiting"));
}

TEST_F(Failover, HasTheFollowHookWaitForItsTargetWithoutHoldingUpTheSibling)
{
    run("load_balancer_detach", {address(standby), "s"});
    run("load_balancer_detach", {address(sibling), "s"});
    servers()[standby].stop();
    expect_end(run("follow_primary", {"1", "0", "--timeout", "2s"}), 75, "backend 1");
    EXPECT_THAT(shown_status(sibling), AnyOf("up", "waiting"));
    EXPECT_EQ(shown_status(standby), "down");
}

TEST_F(Failover, HasTheFollowHookLeaveTheOldPrimaryAlone)
{
    expect_end(run("follow_primary", {"0", "0"}), 0, "old primary");
    expect_end(run("follow_primary", {"--node-id", "1", "--old-primary", "-1", "--new-primary", "1"}), 77, "%d = %m");
    expect_end(run("follow_primary", {"7", "0"}), 68, "no backend 7");
}

}  // namespace
