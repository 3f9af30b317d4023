// Every shape of node info that real servers sent, from 7 fields to 13: backend 1, a standby that no session has used.
#include <gtest/gtest.h>

#include "pcp/replies.hpp"
#include "recorded.hpp"

namespace {

using pcp::NodeInfo;
using pcp::NodeStatus;
using pcp::Role;
using recorded::answer;

constexpr double third = 715827882.333333 / 2147483647;

NodeInfo node_1(const std::string& release)
{
    return pcp::parse_node_info(answer(release, "node info 1"), 1);
}

NodeInfo standby(std::int64_t changed)
{
    return {.id = 1,
            .host = "127.0.0.1",
            .port = 21431,
            .status = NodeStatus::waiting,
            .role = Role::standby,
            .weight = third,
            .delay = 0,
            .changed = changed};
}

NodeInfo replicating_standby(std::int64_t changed)
{
    NodeInfo node = standby(changed);
    node.replication_state = "streaming";
    node.replication_sync_state = "async";
    return node;
}

NodeInfo pinged_standby(std::int64_t changed)
{
    NodeInfo node = replicating_standby(changed);
    node.actual_status = "up";
    node.actual_role = "standby";
    return node;
}

TEST(PcpRecordedNodeInfo, SevenFieldsOf4_0_0)
{
    NodeInfo expected = standby(0);
    expected.changed = std::nullopt;
    EXPECT_EQ(node_1("4_0_0"), expected);
}

TEST(PcpRecordedNodeInfo, EightFieldsOf4_0_25)
{
    EXPECT_EQ(node_1("4_0_25"), standby(1795230702));
}

TEST(PcpRecordedNodeInfo, NineFieldsOf4_2_0)
{
    EXPECT_EQ(node_1("4_2_0"), replicating_standby(1795230711));
}

TEST(PcpRecordedNodeInfo, TenFieldsOf4_1_23)
{
    EXPECT_EQ(node_1("4_1_23"), replicating_standby(1795230618));
}

TEST(PcpRecordedNodeInfo, ElevenFieldsOf4_3_0)
{
    EXPECT_EQ(node_1("4_3_0"), pinged_standby(1795230627));
}

TEST(PcpRecordedNodeInfo, TwelveFieldsOf4_3_20)
{
    EXPECT_EQ(node_1("4_3_20"), pinged_standby(1795230719));
}

TEST(PcpRecordedNodeInfo, ThirteenFieldsOf4_4_17)
{
    EXPECT_EQ(node_1("4_4_17"), pinged_standby(1795230728));
}

TEST(PcpRecordedNodeInfo, ThirteenFieldsOf4_7_2)
{
    EXPECT_EQ(node_1("4_7_2"), pinged_standby(1795230737));
}

TEST(PcpRecordedNodeInfo, WeightsThatAreAllZeroAreNoWeight)
{
    const NodeInfo node = pcp::parse_node_info(answer("4_3_5", "node info, all weights 0"), 0);
    EXPECT_EQ(node.weight, std::nullopt);
    EXPECT_EQ(node.actual_status, "unknown");
    EXPECT_EQ(node.changed, 1795246312);
}

}  // namespace
