// pgpool_backend reconcile: drift is undone, what was lost is delivered, orders stand.
#include "pool_fixture.hpp"

namespace {

using namespace std::chrono_literals;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

class Reconcile : public PoolFixture {
protected:
    // As config/pgpool.conf has it. With the default, 300 s, Pgpool was seen to do nothing else for a minute after a
    // diverged old primary had been attached: most likely it searched for its primary.
    void SetUp() override
    {
        if (!support::require_live()) return;
        TearDownTestSuite();
        start({.settings = {{"search_primary_node_timeout", "3"}}});
        PoolFixture::SetUp();
    }

    static std::string pass(std::vector<std::string> more = {}, int exit = 0)
    {
        std::vector<std::string> arguments{"reconcile", "--set", "server.user=postgres"};
        arguments.insert(arguments.end(), more.begin(), more.end());
        const efm::CommandResult result = run("pgpool_backend", arguments);
        EXPECT_EQ(result.exit_code, exit) << result.out;
        return result.out;
    }

    static void set_by_hand(int id, bool attached)
    {
        if (attached)
            client().attach(id);
        else
            client().detach(id);
        EXPECT_TRUE(support::eventually([&] { return is_attached(state_of(id).status) == attached; }));
    }

    static bool attached(int id) { return is_attached(state_of(id).status); }
};

TEST_F(Reconcile, BringsBackAHealthyStandbyThatNobodyOrderedOutAndThenDoesNothing)
{
    set_by_hand(sibling, false);
    EXPECT_THAT(pass({"--dry-run"}), HasSubstr("would attach backend 2"));
    EXPECT_FALSE(attached(sibling));
    EXPECT_THAT(pass(), HasSubstr("attached backend 2 (its server streams from the primary)"));
    EXPECT_TRUE(attached(sibling));
    EXPECT_THAT(pass(), HasSubstr("nothing to do"));
}

TEST_F(Reconcile, LogsEachLookOnlyOfAPassThatActs)
{
    pass();
    EXPECT_THAT(log_text(),
                AllOf(HasSubstr("nothing to do"), Not(HasSubstr("step=survey")), Not(HasSubstr("step=ask"))));
    set_by_hand(sibling, false);
    pass();
    EXPECT_THAT(log_text(), AllOf(HasSubstr("step=survey"), HasSubstr("step=ask"), HasSubstr("attached backend 2")));
}

TEST_F(Reconcile, DeliversADetachThatFoundNoPool)
{
    pool().stop();
    EXPECT_EQ(run("load_balancer_detach", {address(sibling), "s"}).exit_code, 69);
    pool().start();
    EXPECT_TRUE(attached(sibling));
    EXPECT_THAT(pass(), HasSubstr("Failover Manager ordered it out"));
    EXPECT_FALSE(attached(sibling));
    EXPECT_THAT(pass(), HasSubstr("nothing to do"));

    EXPECT_EQ(run("load_balancer_attach", {address(sibling), "s"}).exit_code, 0);
    EXPECT_THAT(pass(), HasSubstr("nothing to do"));
    EXPECT_TRUE(attached(sibling));
}

TEST_F(Reconcile, LetsAnOperatorsOrderStandUntilTheOperatorsNextWord)
{
    EXPECT_EQ(run("pgpool_backend", {"detach", address(sibling)}).exit_code, 0);
    EXPECT_THAT(pass(), HasSubstr("nothing to do"));
    set_by_hand(sibling, true);
    EXPECT_THAT(pass(), HasSubstr("an operator ordered it out"));
    EXPECT_FALSE(attached(sibling));
    EXPECT_EQ(run("pgpool_backend", {"attach", address(sibling)}).exit_code, 0);
    EXPECT_THAT(pass(), HasSubstr("nothing to do"));
}

TEST_F(Reconcile, LeavesOutWhatIsHeldAndSoDoTheHooks)
{
    set_by_hand(sibling, false);
    EXPECT_EQ(run("pgpool_backend", {"hold", address(sibling), "--reason", "new disk", "--until", "1h"}).exit_code, 0);
    EXPECT_THAT(pass(), HasSubstr("nothing to do"));
    const efm::CommandResult refused = run("load_balancer_attach", {address(sibling), "s"});
    EXPECT_EQ(refused.exit_code, 77);
    EXPECT_THAT(refused.out, HasSubstr("is held: new disk"));
    EXPECT_EQ(run("pgpool_backend", {"release", address(sibling)}).exit_code, 0);
    EXPECT_THAT(pass(), HasSubstr("attached backend 2"));
}

TEST_F(Reconcile, TakesOutADivergedOldPrimaryThatSomebodyAttached)
{
    servers()[primary].stop();  // both standbys have all of it then, so that the one can follow the other
    servers()[standby].promote();
    servers()[sibling].follow(servers()[standby]);
    set_by_hand(primary, false);
    // An attach that is queued behind the failover may wait in Pgpool for the follow command, and that for Pgpool.
    const auto failed_over = [] {
        return state_of(standby).role == pcp::Role::primary && attached(sibling);
    };
    EXPECT_TRUE(support::eventually(failed_over, 60s));
    servers()[primary].start();
    set_by_hand(primary, true);
    EXPECT_THAT(pass(), AllOf(HasSubstr("detached backend 0"), HasSubstr("out of recovery on timeline 1")));
    EXPECT_FALSE(attached(primary));
    EXPECT_EQ(shown_role(standby), "primary");
    EXPECT_TRUE(attached(sibling));
}

// No hook ran at all: the servers failed over, and the pool knows nothing of it.
TEST_F(Reconcile, FindsTheNewPrimaryAndItsStandbyWithoutAnyHook)
{
    servers()[primary].stop();
    servers()[standby].promote();
    servers()[sibling].follow(servers()[standby]);
    pass();
    EXPECT_EQ(shown_role(standby), "primary");
    EXPECT_TRUE(support::eventually([] { return attached(sibling); }, 30s));
    EXPECT_THAT(pass(), Not(HasSubstr("would")));
}

TEST_F(Reconcile, SaysThatNobodyIsThereAndComesBackForMore)
{
    pool().stop();
    EXPECT_THAT(pass({}, 69), HasSubstr("cannot reach PCP"));
}

}  // namespace
