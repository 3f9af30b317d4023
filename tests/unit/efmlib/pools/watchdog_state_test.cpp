#include "watchdog_state.hpp"

#include <gmock/gmock.h>

namespace {

using efm::Pool;
using efm::WatchdogState;
using pcp::Quorum;
using ::testing::HasSubstr;

constexpr int leader = 4;
constexpr int standby = 7;
constexpr int lost = 8;

pcp::WatchdogNode node(const std::string& host, int state)
{
    return {.name = host + ":9999 Linux", .host = host, .state = state, .state_name = std::to_string(state)};
}

pcp::WatchdogReport report(Quorum quorum, const std::vector<int>& states)
{
    pcp::WatchdogReport report{.quorum = quorum, .total_nodes = static_cast<int>(states.size())};
    for (std::size_t i = 0; i < states.size(); ++i) {
        report.nodes.push_back(node("10.0.0." + std::to_string(i + 1), states[i]));
        if (states[i] == leader) report.leader_name = report.nodes.back().name;
    }
    return report;
}

Pool pool(const std::string& host, std::uint16_t port)
{
    return {{.host = host, .port = port}};
}

WatchdogState state_of(const pcp::WatchdogReport& report, const std::vector<Pool>& named,
                       const efm::Resolved& resolved = {})
{
    return efm::state_of(report, named, named.front(), resolved,
                         [](const efm::Address& address) { return pool(address.host, *address.port); });
}

TEST(WatchdogState, ReachesMembersThatNoPoolLineNamesAtThePortOfTheOneThatTold)
{
    const WatchdogState state = state_of(report(Quorum::exists, {leader, standby}), {pool("10.0.0.1", 9899)});
    ASSERT_EQ(state.members.size(), 2U);
    EXPECT_EQ(pcp::endpoint(state.members[1].pool.options), "10.0.0.2:9899");
    EXPECT_EQ(state.leading(), &state.members[0]);
}

TEST(WatchdogState, TakesAPoolLinesPortForTheMemberAtItsHost)
{
    const std::vector<Pool> named{pool("10.0.0.1", 9898), pool("pgpool2", 7777)};
    const efm::Resolved resolved{{"pgpool2", {*pcp::parse_ip("10.0.0.2")}}};
    const WatchdogState state = state_of(report(Quorum::exists, {leader, standby}), named, resolved);
    EXPECT_EQ(pcp::endpoint(state.members[1].pool.options), "pgpool2:7777");
    EXPECT_EQ(state.at(named[1]), &state.members[1]);
}

TEST(WatchdogState, RefusesTwoMembersAtOneHost)
{
    pcp::WatchdogReport twice = report(Quorum::exists, {leader, standby});
    twice.nodes[1].host = twice.nodes[0].host;
    EXPECT_THROW(state_of(twice, {pool("10.0.0.1", 9898)}), efm::Error);
}

// Whether anybody is let in, and who takes part.
struct Row {
    const char* name;
    Quorum quorum;
    std::vector<int> states;
    const char* closed;
    std::vector<bool> takes_part;
};

class WatchdogOf : public ::testing::TestWithParam<Row> {};

TEST_P(WatchdogOf, IsOpenOrNotAndItsMembersTakePartOrNot)
{
    const WatchdogState state = state_of(report(GetParam().quorum, GetParam().states), {pool("10.0.0.1", 9898)});
    EXPECT_THAT(state.closed, HasSubstr(GetParam().closed));
    EXPECT_EQ(state.closed.empty(), std::string_view(GetParam().closed).empty());
    std::vector<bool> takes_part;
    for (const efm::WatchdogMember& member : state.members) takes_part.push_back(member.takes_part);
    EXPECT_EQ(takes_part, GetParam().takes_part);
}

INSTANTIATE_TEST_SUITE_P(
    Each, WatchdogOf,
    ::testing::Values(Row{"whole", Quorum::exists, {leader, standby, standby}, "", {true, true, true}},
                      Row{"on_the_edge", Quorum::on_edge, {leader, standby, lost}, "", {true, true, false}},
                      Row{"absent", Quorum::absent, {leader, lost, lost}, "has no quorum", {true, false, false}},
                      Row{"shut_down", Quorum::exists, {standby, leader, 10}, "", {true, true, false}},
                      Row{"joining", Quorum::exists, {leader, standby, 2}, "", {true, true, true}},
                      Row{"no_leader", Quorum::no_leader, {standby, lost, standby}, "no leader", {true, false, true}},
                      Row{"election", Quorum::exists, {5, 6, lost}, "no leader", {true, true, false}},
                      Row{"dead", Quorum::exists, {leader, 0, 12}, "", {true, false, false}}),
    [](const auto& row) { return row.param.name; });

}  // namespace
