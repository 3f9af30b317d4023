// Failovers of real servers, with Pgpool calling the follow hook itself.
#include <gmock/gmock.h>

#include <thread>

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

    static int times(const std::string& text, const std::string& words)
    {
        int count = 0;
        for (std::size_t at = text.find(words); at != text.npos; at = text.find(words, at + 1)) ++count;
        return count;
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

TEST_F(Failover, IsNotBelievedOfASilenceThatIsShort)
{
    servers()[primary].pause();
    expect_end(run("pgpool_backend", {"promote", address(standby), "--timeout", "2s"}), 75, "no proof yet");
    servers()[primary].resume();
    EXPECT_EQ(state_of(primary).role, pcp::Role::primary);
    EXPECT_TRUE(is_attached(state_of(primary).status));
}

// As EFM calls its hooks, while Pgpool's main process is busy.
TEST_F(Failover, IsOneForPgpoolThoughTwoHooksAskForItAtOnce)
{
    servers()[standby].promote();
    pool().pause_main();
    {
        const std::jthread attach([] { run("load_balancer_attach", with_login({address(standby), "p"})); });
        const std::jthread promote([] { run("pgpool_backend", with_login({"promote", address(standby)})); });
        EXPECT_TRUE(support::eventually([] { return logged("step=act"); }));
        pool().resume_main();
    }
    EXPECT_EQ(state_of(standby).role, pcp::Role::primary);
    EXPECT_EQ(times(pool().log_text(), "starting promotion"), 1);
}

TEST_F(Failover, IsNotAskedForAgainByTheNextHookWhenItWasNotSeen)
{
    servers()[standby].promote();
    pool().pause_main();
    expect_end(run("pgpool_backend", with_login({"promote", address(standby), "--timeout", "1s"})), 75, "was asked");
    {
        const std::jthread again([] { run("pgpool_backend", with_login({"promote", address(standby)})); });
        EXPECT_TRUE(support::eventually([] { return logged("not sent again"); }));
        pool().resume_main();
    }
    EXPECT_EQ(state_of(standby).role, pcp::Role::primary);
    EXPECT_EQ(times(pool().log_text(), "starting promotion"), 1);
}

// Pgpool's search for a primary has come to nothing, the old one lives on, and nobody can log in.
TEST_F(Failover, DoesNotBringBackAnOldPrimaryThatNobodyCanTell)
{
    expect_end(run("follow_primary", {"0", "-1"}), 0, "nothing to do");
    run("load_balancer_detach", {address(primary), "p"});
    expect_end(run("follow_primary", {"0", "-1"}), 77, "could be it");
    EXPECT_EQ(state_of(primary).status, pcp::NodeStatus::down);
}

TEST_F(Failover, RefusesToAttachASecondWritableServer)
{
    run("load_balancer_detach", {address(standby), "s"});
    servers()[standby].promote();
    expect_end(run("load_balancer_attach", with_login({address(standby), "s"})), 77, "out of recovery");
    EXPECT_EQ(state_of(standby).status, pcp::NodeStatus::down);
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
    expect_end(run("follow_master", with_login({"1", "0"})), 0, "attached backend 1");
    EXPECT_THAT(shown_status(sibling), AnyOf("up", "waiting"));
}

TEST_F(Failover, HasTheFollowHookWaitForItsTargetWithoutHoldingUpTheSibling)
{
    run("load_balancer_detach", {address(standby), "s"});
    run("load_balancer_detach", {address(sibling), "s"});
    servers()[standby].stop();
    expect_end(run("follow_primary", with_login({"1", "0", "--timeout", "2s"})), 75, "backend 1");
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
