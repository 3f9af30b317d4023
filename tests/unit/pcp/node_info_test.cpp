#include <gtest/gtest.h>

#include "expect_rejected.hpp"
#include "pcp/message.hpp"
#include "pcp/replies.hpp"

namespace {

using namespace std::string_literals;
using pcp::NodeInfo;
using pcp::NodeStatus;
using pcp::Role;

using Fields = std::vector<std::string>;

// The thirteen fields of 4.4 and later behind their tag, with one of them replaced.
NodeInfo parse_with(std::size_t position, const std::string& value)
{
    Fields fields{"NodeInfo", "10.0.0.5", "5432", "2",    "0",         "up",    "1073741823.5",
                  "3",        "standby",  "1",    "1500", "streaming", "async", "1795230737"};
    fields.at(position) = value;
    return pcp::parse_node_info(pcp::join(fields), 1);
}

constexpr std::size_t tag = 0, host = 1, port = 2, status = 3, quarantine = 4, pg_status = 5, weight = 6, role = 7,
                      pg_role = 8, delay_by_time = 9, delay = 10, replication_state = 11, changed = 13;

TEST(PcpNodeInfo, ReadsEveryFieldOfTheNewestShape)
{
    const NodeInfo expected{.id = 1,
                            .host = "10.0.0.5",
                            .port = 5432,
                            .status = NodeStatus::up,
                            .role = Role::standby,
                            .weight = 0.5,
                            .actual_status = "up",
                            .actual_role = "standby",
                            .delay = 1500,
                            .delay_is_time = true,
                            .replication_state = "streaming",
                            .replication_sync_state = "async",
                            .changed = 1795230737};
    EXPECT_EQ(parse_with(tag, "NodeInfo"), expected);
    EXPECT_EQ(parse_with(tag, "CommandComplete"), expected);
}

TEST(PcpNodeInfo, ToleratesFieldsOfALaterRelease)
{
    const Fields fields{"NodeInfo", "h", "1", "1", "0", "up", "0", "2", "primary", "0", "77", "", "", "5", "x", "y"};
    const NodeInfo node = pcp::parse_node_info(pcp::join(fields), 0);
    EXPECT_EQ(node.delay, 77U);
    EXPECT_EQ(node.changed, 5);
}

TEST(PcpNodeInfo, SevenFieldsHaveNoQuarantineReplicationOrActualState)
{
    const NodeInfo node =
        pcp::parse_node_info(pcp::join({"CommandComplete", "h", "5432", "3", "0.0", "1", "9", "8"}), 0);
    EXPECT_EQ(node, (NodeInfo{.host = "h",
                              .port = 5432,
                              .status = NodeStatus::down,
                              .role = Role::replica,
                              .weight = 0.0,
                              .delay = 9,
                              .changed = 8}));
}

TEST(PcpNodeInfo, RecordTooShortForAnyReleaseIsQuotedWhole)
{
    expect_rejected([] { pcp::parse_node_info("NodeInfo\0h\0005432\0"s, 0); },
                    R"(node info: unknown shape with 2 fields: "NodeInfo\x00h\x005432\x00")");
    expect_rejected([] { pcp::parse_node_info("CommandComplete\0"s, 0); },
                    R"(node info: unknown shape with 0 fields: "CommandComplete\x00")");
    expect_rejected([] { parse_with(tag, "ProcessInfo"); }, R"(node info: field tag: unexpected: "ProcessInfo")");
}

TEST(PcpNodeInfo, StatusIsANumberFromZeroToThree)
{
    EXPECT_EQ(parse_with(status, "0").status, NodeStatus::unused);
    EXPECT_EQ(parse_with(status, "1").status, NodeStatus::waiting);
    EXPECT_EQ(parse_with(status, "2").status, NodeStatus::up);
    EXPECT_EQ(parse_with(status, "3").status, NodeStatus::down);
    expect_rejected([] { parse_with(status, "4"); }, R"(node info: field status: out of range: "4")");
    expect_rejected([] { parse_with(status, "up"); }, R"(node info: field status: not a number: "up")");
}

TEST(PcpNodeInfo, QuarantineCountsOnlyForABackendThatIsDown)
{
    const auto with = [](const char* state, const char* flag) {
        return pcp::parse_node_info(pcp::join({"CommandComplete", "h", "1", state, flag, "0", "3", "0", "0"}), 0)
            .status;
    };
    EXPECT_EQ(with("3", "1"), NodeStatus::quarantine);
    EXPECT_EQ(with("3", "0"), NodeStatus::down);
    EXPECT_EQ(with("2", "1"), NodeStatus::up);
    expect_rejected([] { parse_with(quarantine, "2"); }, R"(node info: field quarantine: out of range: "2")");
}

TEST(PcpNodeInfo, RoleIsANumberFromZeroToThree)
{
    EXPECT_EQ(parse_with(role, "0").role, Role::main);
    EXPECT_EQ(parse_with(role, "1").role, Role::replica);
    EXPECT_EQ(parse_with(role, "2").role, Role::primary);
    EXPECT_EQ(parse_with(role, "3").role, Role::standby);
    expect_rejected([] { parse_with(role, "-1"); }, R"(node info: field role: not a number: "-1")");
}

TEST(PcpNodeInfo, WeightIsTheShareOfTheReads)
{
    EXPECT_EQ(parse_with(weight, "0.000000").weight, 0.0);
    EXPECT_EQ(parse_with(weight, "2147483647.000000").weight, 1.0);
    EXPECT_DOUBLE_EQ(parse_with(weight, "715827882.333333").weight.value(), 715827882.333333 / 2147483647);
}

TEST(PcpNodeInfo, WeightIsEmptyWhereTheServerHasNone)
{
    for (const char* none : {"-nan", "nan", "inf", ""})
        EXPECT_EQ(parse_with(weight, none).weight, std::nullopt) << none;
}

TEST(PcpNodeInfo, WeightThatIsNoShareIsRejected)
{
    expect_rejected([] { parse_with(weight, "2147483648"); },
                    R"(node info: field weight: out of range: "2147483648.000000")");
    expect_rejected([] { parse_with(weight, "-1"); }, R"(node info: field weight: out of range: "-1.000000")");
    expect_rejected([] { parse_with(weight, "0,5"); }, R"(node info: field weight: not a number: "0,5")");
    expect_rejected([] { parse_with(weight, "1e999"); }, R"(node info: field weight: not a number: "1e999")");
}

TEST(PcpNodeInfo, DelayTakesTheWholeUnsignedRange)
{
    EXPECT_EQ(parse_with(delay, "18446744073709551615").delay, 18446744073709551615U);
    EXPECT_EQ(parse_with(delay, "").delay, std::nullopt);
    expect_rejected([] { parse_with(delay, "18446744073709551616"); },
                    R"(node info: field delay: out of range: "18446744073709551616")");
}

TEST(PcpNodeInfo, DelayIsTimeOnlyIfTheServerSaysSo)
{
    EXPECT_TRUE(parse_with(delay_by_time, "1").delay_is_time);
    EXPECT_FALSE(parse_with(delay_by_time, "0").delay_is_time);
}

TEST(PcpNodeInfo, WhatTheServerDoesNotKnowIsEmpty)
{
    EXPECT_EQ(parse_with(replication_state, "").replication_state, std::nullopt);
    EXPECT_EQ(parse_with(pg_status, "").actual_status, std::nullopt);
    EXPECT_EQ(parse_with(pg_role, "unknown").actual_role, "unknown");
    EXPECT_EQ(parse_with(changed, "0").changed, std::nullopt);
    EXPECT_EQ(parse_with(changed, "").changed, std::nullopt);
}

TEST(PcpNodeInfo, ChangeBefore1970IsRejected)
{
    expect_rejected([] { parse_with(changed, "-1"); }, R"(node info: field changed: out of range: "-1")");
}

// Nobody's calendar has it, and its microseconds are more than 64 bits.
TEST(PcpNodeInfo, ChangeAfterTheYear9999IsRejected)
{
    EXPECT_EQ(parse_with(changed, "253402300799").changed, 253'402'300'799);
    expect_rejected([] { parse_with(changed, "253402300800"); },
                    R"(node info: field changed: out of range: "253402300800")");
}

TEST(PcpNodeInfo, SlotWithoutABackendHasNoHost)
{
    EXPECT_EQ(parse_with(host, "").host, "");
    EXPECT_EQ(parse_with(host, "/var/run/postgresql").host, "/var/run/postgresql");
}

TEST(PcpNodeInfo, PortOutsideSixteenBitsIsRejected)
{
    EXPECT_EQ(parse_with(port, "65535").port, 65535);
    expect_rejected([] { parse_with(port, "65536"); }, R"(node info: field port: out of range: "65536")");
    expect_rejected([] { parse_with(port, "abc"); }, R"(node info: field port: not a number: "abc")");
}

}  // namespace
