#include "efm/drain.hpp"

#include <gmock/gmock.h>

#include <thread>

#include "eventually.hpp"
#include "fake_pcp_server.hpp"

namespace {

using namespace std::chrono_literals;
using support::FakePcpServer;
using support::Release;
using ::testing::HasSubstr;
class Drain : public ::testing::TestWithParam<Release> {};

TEST_P(Drain, EndsAtOnceWhenNobodyUsesTheBackend)
{
    FakePcpServer server{support::pool_of(3, GetParam())};
    server.change([](support::FakePool& pool) { pool.in_use = {0, 2}; });
    const efm::Drained drained = efm::drain({server.options()}, 1, 10s);
    EXPECT_EQ(drained.sessions, 0U);
    EXPECT_FALSE(drained.failure);
    EXPECT_EQ(server.count('P'), 1);
}

TEST_P(Drain, WaitsForTheLastSessionToLeave)
{
    FakePcpServer server{support::pool_of(3, GetParam())};
    server.change([](support::FakePool& pool) { pool.in_use = {1}; });
    const std::jthread client([&] {
        EXPECT_TRUE(support::eventually([&] { return server.count('P') > 0; }));
        server.change([](support::FakePool& pool) { pool.in_use.clear(); });
    });
    EXPECT_THAT(to_string(efm::drain({server.options()}, 1, 10s)), HasSubstr("drained: no session used it"));
}

TEST_P(Drain, SaysHowManyWereLeftAtTheEndOfItsTime)
{
    FakePcpServer server{support::pool_of(3, GetParam())};
    server.change([](support::FakePool& pool) { pool.in_use = {1}; });
    EXPECT_THAT(to_string(efm::drain({server.options()}, 1, 250ms)),
                HasSubstr("not drained: 1 sessions still used it"));
}

INSTANTIATE_TEST_SUITE_P(Each, Drain,
                         ::testing::Values(Release{0, 0}, Release{2, 0}, Release{3, 5}, Release{4, 17}, Release{7, 2}));

TEST(DrainOfAPoolThatIsGone, SaysThatNothingCouldBeCounted)
{
    FakePcpServer server;
    server.refuse_connections();
    EXPECT_THAT(to_string(efm::drain({server.options()}, 1, 1s)), HasSubstr("could not be counted: cannot reach PCP"));
}

}  // namespace
