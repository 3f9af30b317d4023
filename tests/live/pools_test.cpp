// Two real Pgpools over the same servers that know nothing of each other.
#include <arpa/inet.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>

#include "port_lease.hpp"
#include "several_pools.hpp"

namespace {

using namespace std::chrono_literals;
using support::eventually;
using support::PgpoolOptions;
using support::PgpoolServer;
using ::testing::HasSubstr;

// An address where a connection is neither taken nor refused.
class BlackHole {
public:
    BlackHole()
    {
        const sockaddr_in place = at(port_.number());
        ::bind(listener_, reinterpret_cast<const sockaddr*>(&place), sizeof place);
        ::listen(listener_, 0);
        for (const int fd : queue_) ::connect(fd, reinterpret_cast<const sockaddr*>(&place), sizeof place);
    }
    ~BlackHole()
    {
        ::close(listener_);
        for (const int fd : queue_) ::close(fd);
    }
    BlackHole(const BlackHole&) = delete;
    BlackHole& operator=(const BlackHole&) = delete;

    std::string name() const { return "127.0.0.1:" + std::to_string(port_.number()); }

private:
    static sockaddr_in at(std::uint16_t port)
    {
        sockaddr_in place{};
        place.sin_family = AF_INET;
        place.sin_port = htons(port);
        place.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        return place;
    }
    static int new_socket() { return ::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0); }

    support::PortLease port_;
    int listener_ = new_socket();
    std::array<int, 4> queue_{new_socket(), new_socket(), new_socket(), new_socket()};
};

class TwoPools : public SeveralPools {
protected:
    static constexpr int target = 2;

    static void TearDownTestSuite() { house_.reset(); }

    void SetUp() override
    {
        if (!support::require_live()) return;
        if (!house_) start();
        for (PgpoolServer* pool : {&one(), &other()}) {
            if (!pool->is_running()) pool->start();
            for (int id = 0; id < 3; ++id) bring_in(*pool, id);
        }
    }

    static PgpoolServer& one() { return *house_->one; }
    static PgpoolServer& other() { return *house_->other; }
    static support::PostgresServer& server(int i) { return house_->servers[static_cast<std::size_t>(i)]; }
    static std::string name(const PgpoolServer& pool) { return "127.0.0.1:" + std::to_string(pool.pcp().port); }

    static efm::CommandResult on_both(const std::string& program, std::vector<std::string> arguments)
    {
        arguments.insert(arguments.end(), {"--pool", name(other()), "--pool", name(one())});
        return run(one(), program, arguments);
    }

    static efm::CommandResult detach_from_both(std::vector<std::string> more = {})
    {
        more.insert(more.begin(), {server(target).address(), "s"});
        return on_both("load_balancer_detach", more);
    }

private:
    static void start()
    {
        house_ = std::make_unique<House>();
        PgpoolOptions options;
        options.hooks = {{"pcp.passfile", passfile(house_->dir)}, {"server.user", "postgres"}};
        house_->one = std::make_unique<PgpoolServer>(house_->servers, options);
        house_->other = std::make_unique<PgpoolServer>(house_->servers, options);
    }

    struct House {
        support::PostgresCluster servers;
        support::TempDir dir;
        std::unique_ptr<PgpoolServer> one;
        std::unique_ptr<PgpoolServer> other;
    };

    static void bring_in(const PgpoolServer& pool, int id)
    {
        if (!attached(pool, id)) client(pool).attach(id);
        EXPECT_TRUE(eventually([&] { return attached(pool, id); }, 60s));
    }

    static inline std::unique_ptr<House> house_;
};

TEST_F(TwoPools, AreDetachedFromBothAtOnce)
{
    expect_end(detach_from_both(), 0, "in pool " + name(other()));
    EXPECT_FALSE(attached(one(), target));
    EXPECT_FALSE(attached(other(), target));
}

TEST_F(TwoPools, OneOfThemStoppedAreAFailureOrNotByThePolicyAndHealedByReconcile)
{
    other().stop();
    expect_end(detach_from_both(), 69, "cannot reach PCP at " + name(other()));
    EXPECT_FALSE(attached(one(), target));
    expect_end(detach_from_both({"--set", "policy=any"}), 0,
               "not reached in 1 of 2 pools, which policy = any leaves to reconcile");
    other().start();
    EXPECT_TRUE(attached(other(), target));
    expect_end(on_both("pgpool_backend", {"reconcile"}), 0, "Failover Manager ordered it out");
    EXPECT_FALSE(attached(other(), target));
    expect_end(on_both("pgpool_backend", {"reconcile"}), 0, "nothing to do");
}

// The last of them: the servers are not as they were afterwards.
TEST_F(TwoPools, OneOfThemInABlackHoleCostTheOtherNothing)
{
    const BlackHole hole;
    server(0).kill9();
    server(1).promote();
    server(2).follow(server(1));
    const auto result =
        run(one(), "pgpool_backend",
            {"promote", server(1).address(), "--pool", hole.name(), "--pool", name(one()), "--timeout", "15s"});
    expect_end(result, 75, "deadline passed");
    EXPECT_THAT(result.out, HasSubstr("promoted backend 1"));
    EXPECT_EQ(state_of(one(), 1).role, pcp::Role::primary);
    TearDownTestSuite();
}

}  // namespace
