// mode = watchdog on real Pgpools: told to the leader, seen in all, and nobody is let in against the watchdog.
#include "watchdog_fixture.hpp"

namespace {

using namespace std::chrono_literals;
using support::eventually;
using ::testing::HasSubstr;
using ::testing::Not;

class Watchdog : public WatchdogFixture {
protected:
    static constexpr int target = 2;

    static efm::CommandResult hook(const std::string& program, std::vector<std::string> more = {})
    {
        more.insert(more.begin(), {server(target).address(), "s", "--timeout", "60s"});
        return run(pool(1), program, more);
    }

    static efm::CommandResult verb(std::vector<std::string> arguments)
    {
        return run(pool(1), "pgpool_backend", std::move(arguments));
    }
};

TEST_F(Watchdog, IsToldAtItsLeaderAndSeenInAllThoughOneMemberIsNamed)
{
    const auto detached = hook("load_balancer_detach");
    const std::string where = " in pool " + pool_address(leader());
    expect_end(detached, 0, "detached backend 2");
    EXPECT_THAT(detached.out, HasSubstr(where));
    for (int i = 0; i < 3; ++i) {
        if (i == leader()) continue;
        EXPECT_THAT(detached.out, HasSubstr("seen down, standby in pool " + pool_address(i)));
    }
    const auto status = verb({"status"});
    for (int i = 0; i < 3; ++i) {
        EXPECT_FALSE(attached(pool(i), target));
        EXPECT_THAT(status.out, HasSubstr("pool " + pool_address(i)));
    }
    expect_end(hook("load_balancer_attach"), 0, "attached backend 2");
    EXPECT_TRUE(attached_in_all(target));
}

TEST_F(Watchdog, GoesOnUnderItsNextLeaderWhenTheFirstIsKilled)
{
    const int first = leader();
    pool(first).kill9();
    // The one that is named may be the one that was killed.
    const auto detached = run(pool(1), "load_balancer_detach",
                              {server(target).address(), "--timeout", "60s", "--pool", pool_name(0), "--pool",
                               pool_name(1), "--pool", pool_name(2)});
    expect_end(detached, 0, "detached backend 2");
    EXPECT_THAT(detached.out, HasSubstr("not seen in pool " + pool_name(first) + "; the watchdog has it as LOST"));
    for (int i = 0; i < 3; ++i) {
        EXPECT_TRUE(i == first || !attached(pool(i), target)) << "pool " << i;
    }
}

TEST_F(Watchdog, WithoutAQuorumLetsOneGoAndNobodyInUntilItIsBack)
{
    lose_quorum();
    expect_end(hook("load_balancer_detach"), 0, "detached backend 2");
    expect_end(hook("load_balancer_attach", {"--timeout", "5s"}), 75, "the watchdog has no quorum");
    EXPECT_FALSE(attached(pool(1), target));
    EXPECT_THAT(verb({"events"}).out, HasSubstr("not reached"));

    pool(2).start();
    EXPECT_TRUE(eventually([] { return quorum() && quorum() != pcp::Quorum::absent; }, an_election));
    expect_end(verb({"reconcile", "--timeout", "60s"}), 0, "attached backend 2");
    EXPECT_TRUE(attached(pool(1), target));
    EXPECT_THAT(verb({"events"}).out, Not(HasSubstr("not reached")));
}

// The last of them: the servers are not as they were afterwards.
TEST_F(Watchdog, PromotesOnceAndInAll)
{
    server(0).kill9();
    server(1).promote();
    server(2).follow(server(1));
    expect_end(verb({"promote", server(1).address(), "--timeout", "60s"}), 0, "promoted backend 1");
    for (int i = 0; i < 3; ++i) EXPECT_EQ(state_of(pool(i), 1).role, pcp::Role::primary);
    EXPECT_TRUE(eventually([] { return attached_in_all(target); }, 60s));
    TearDownTestSuite();
}

}  // namespace
