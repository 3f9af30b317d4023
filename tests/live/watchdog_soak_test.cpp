// What takes longer: a quarantine, a Pgpool that takes detaches back, and hooks of three hosts at once, round by round.
#include <random>

#include "efm/parallel.hpp"
#include "watchdog_fixture.hpp"

namespace {

using namespace std::chrono_literals;
using support::eventually;
using ::testing::HasSubstr;

constexpr int target = 2;

class WatchdogSoak : public WatchdogFixture {
protected:
    // Backend 2 alone is health-checked by Pgpool.
    static void SetUpTestSuite()
    {
        set({{"health_check_period2", "1"},
             {"health_check_max_retries2", "1"},
             {"health_check_retry_delay2", "1"},
             {"health_check_timeout2", "20"},
             {"health_check_user2", "'postgres'"}});
    }

    static efm::CommandResult verb(std::vector<std::string> arguments)
    {
        return run(pool(1), "pgpool_backend", std::move(arguments));
    }
};

// Without a quorum Pgpool may not detach what fails its health check, and keeps clients from it all the same.
TEST_F(WatchdogSoak, AQuarantineIsShownAndADetachWaitsForItsEnd)
{
    lose_quorum();
    server(target).stop();
    EXPECT_TRUE(eventually([] { return state_of(pool(1), target).status == pcp::NodeStatus::quarantine; }, 60s));
    EXPECT_THAT(verb({"nodes", "--pool", pool_name(1)}).out, HasSubstr("quarantine"));
    const auto detached = run(pool(1), "load_balancer_detach", {server(target).address(), "s", "--timeout", "5s"});
    expect_end(detached, 75, "is in quarantine: Pgpool takes no detach of it");

    server(target).start();
    EXPECT_TRUE(eventually([] { return attached(pool(1), target); }, 60s));
    expect_end(verb({"reconcile", "--timeout", "60s"}), 0, "Failover Manager ordered it out");
    EXPECT_FALSE(attached(pool(1), target));
    expect_end(verb({"attach", server(target).address(), "--force", "--timeout", "60s"}), 0, "attached backend 2");
}

TEST_F(WatchdogSoak, HooksOfThreeHostsThatWantTheSameAreAllRight)
{
    std::mt19937 dice(3);
    for (int round = 0; round < 20 && !HasFailure(); ++round) {
        const bool out = round % 2 == 0;
        const std::string program = out ? "load_balancer_detach" : "load_balancer_attach";
        std::vector<int> hosts{0, 1, 2};
        std::ranges::shuffle(hosts, dice);
        efm::in_parallel(hosts.size(), [&](std::size_t i) {
            const auto end = run(pool(hosts[i]), program, {server(target).address(), "s", "--timeout", "60s"});
            EXPECT_EQ(end.exit_code, 0) << "round " << round << ": " << end.out;
        });
        for (int i = 0; i < 3; ++i) EXPECT_EQ(attached(pool(i), target), !out) << "round " << round << ", pool " << i;
    }
}

class TakenBack : public SeveralPools {};

// Pgpool has to have seen that the standby streams, once a second, before it takes it back.
TEST_F(TakenBack, ByPgpoolItselfIsNoticedByTheHookThatDetached)
{
    const support::PostgresCluster servers;
    support::PgpoolOptions options;
    options.settings = {{"auto_failback", "on"},
                        {"health_check_period", "1"},
                        {"health_check_user", "'postgres'"},
                        {"sr_check_period", "1"}};
    const support::PgpoolServer eager(servers, options);
    EXPECT_TRUE(eventually([&] { return client(eager).node_info(target).replication_state == "streaming"; }, 60s));
    expect_end(run(eager, "load_balancer_detach", {servers[target].address(), "s"}), 75,
               "is attached again: auto_failback is on");
    EXPECT_TRUE(attached(eager, target));
}

}  // namespace
