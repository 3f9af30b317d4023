// Hooks that come at once. On one host they take turns; on several they have what they read before they act. Either way
// each is right about what it did.
#include <gmock/gmock.h>
#include <sys/stat.h>

#include <array>
#include <random>

#include "efm/load_balancer.hpp"
#include "efm/parallel.hpp"
#include "fake_pcp_server.hpp"
#include "temp_dir.hpp"

namespace {

using namespace std::chrono_literals;
using efm::LoadBalancer;
using efm::Outcome;
using support::FakePcpServer;

constexpr int rounds = 200;  // of each test
constexpr int primary = 0;

enum class Wish { attach, detach, promote };

struct Hook {
    Wish wish = Wish::attach;
    int backend = 1;
};

// Backend 2 was promoted: it is the one writable server.
class Servers : public efm::ServerProbe {
public:
    efm::ServerFacts ask(const std::string&, std::uint16_t port, const pcp::Patience&) override
    {
        const bool writable = port == 5434;
        return {.contact = efm::Contact::answers,
                .in_recovery = !writable,
                .system_identifier = 7,
                .timeline = 2,
                .receives = !writable};
    }
    bool has_login() const override { return true; }
};

class Turns : public ::testing::Test {
protected:
    Turns()
    {
        for (const support::TempDir& dir : dirs_) ::chmod(dir.path().c_str(), 0700);
    }

    efm::Address address(int backend) const { return {"127.0.0.1", static_cast<std::uint16_t>(5432 + backend)}; }

    Outcome run(const Hook& hook, std::size_t host)
    {
        LoadBalancer balancer({.pools = {{server_.options()}}, .state_dir = dirs_.at(host).path()}, servers_);
        switch (hook.wish) {
            case Wish::attach:
                return balancer.attach(address(hook.backend), efm::MemberType::standby);
            case Wish::detach:
                return balancer.detach(address(hook.backend));
            case Wish::promote:
                return balancer.promote(address(hook.backend));
        }
        return {};
    }

    enum class Hosts { one, three };

    void at_once(const std::vector<Hook>& hooks, Hosts hosts = Hosts::one)
    {
        std::vector<Outcome> outcomes(hooks.size());
        efm::in_parallel(hooks.size(),
                         [&](std::size_t i) { outcomes[i] = run(hooks[i], hosts == Hosts::one ? 0 : i); });
        for (const Outcome& outcome : outcomes) {
            EXPECT_EQ(outcome.failure(), nullptr) << outcome.target << ": " << outcome.failure()->what();
        }
    }

    // What EFM does in a failover: it takes the old primary out, brings a standby in, and reports the promotion.
    void fail_over(std::mt19937& dice)
    {
        prepare(dice);
        const int promotes = server_.count('J');
        std::vector<Hook> hooks{{Wish::detach, primary}, {Wish::attach, 3}, {Wish::promote, 2}};
        std::ranges::shuffle(hooks, dice);
        at_once(hooks);
        EXPECT_EQ(server_.pool().backends[2].role, pcp::Role::primary);
        EXPECT_TRUE(attached(2));
        EXPECT_TRUE(attached(3));
        EXPECT_FALSE(attached(primary));
        EXPECT_EQ(server_.count('J') - promotes, 1);
    }

    // A pool as Pgpool has it before the event, with so much of it detached as the dice say.
    void prepare(std::mt19937& dice)
    {
        server_.change([&](support::FakePool& pool) {
            pool = support::pool_of(4);
            for (const std::size_t id : {1U, 2U, 3U}) {
                if (dice() % 2 == 0) pool.backends[id].status = pcp::NodeStatus::down;
            }
        });
    }

    bool attached(int backend)
    {
        return is_attached(server_.pool().backends[static_cast<std::size_t>(backend)].status);
    }

    std::array<support::TempDir, 3> dirs_;  // one a host
    FakePcpServer server_;
    Servers servers_;
};

TEST_F(Turns, ThreeHooksThatWantTheSameSendItOnce)
{
    std::mt19937 dice(1);
    for (int round = 0; round < rounds && !HasFailure(); ++round) {
        prepare(dice);
        const int before = static_cast<int>(server_.mutating_requests().size());
        const Hook hook{dice() % 2 == 0 ? Wish::detach : Wish::attach, 1 + 2 * static_cast<int>(dice() % 2)};
        const bool already = attached(hook.backend) == (hook.wish == Wish::attach);
        at_once({hook, hook, hook});
        EXPECT_EQ(attached(hook.backend), hook.wish == Wish::attach) << "round " << round;
        EXPECT_EQ(static_cast<int>(server_.mutating_requests().size()) - before, already ? 0 : 1) << "round " << round;
    }
}

// A detach that finds its backend down, because the promote marks all others so, stands all the same when they are
// brought back.
TEST_F(Turns, ThreeHooksThatWantDifferentThingsAllGetThem)
{
    std::mt19937 dice(2);
    for (int round = 0; round < rounds && !HasFailure(); ++round) {
        SCOPED_TRACE(round);
        fail_over(dice);
    }
}

TEST_F(Turns, HooksOfThreeHostsThatWantTheSameGetIt)
{
    std::mt19937 dice(3);
    for (int round = 0; round < rounds && !HasFailure(); ++round) {
        prepare(dice);
        const Hook hook{dice() % 2 == 0 ? Wish::detach : Wish::attach, 1 + 2 * static_cast<int>(dice() % 2)};
        at_once({hook, hook, hook}, Hosts::three);
        EXPECT_EQ(attached(hook.backend), hook.wish == Wish::attach) << "round " << round;
    }
}

}  // namespace
