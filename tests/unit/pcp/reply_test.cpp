#include "pcp/replies.hpp"

#include <gtest/gtest.h>

#include "expect_rejected.hpp"
#include "pcp/message.hpp"

namespace {

using namespace std::string_literals;
using pcp::Part;

TEST(PcpReply, FirstStringTellsThePart)
{
    EXPECT_EQ(pcp::part_of("ArraySize\0003\0"s), Part::array_size);
    EXPECT_EQ(pcp::part_of("ArraySize\0\0\0\0\x93"s), Part::array_size);
    EXPECT_EQ(pcp::part_of("NodeInfo\000127.0.0.1\0"s), Part::record);
    EXPECT_EQ(pcp::part_of("ProcessInfo\0"s), Part::record);
    EXPECT_EQ(pcp::part_of("ProcessConfig\0port\0"s), Part::record);
    EXPECT_EQ(pcp::part_of("CommandComplete\0"s), Part::complete);
}

TEST(PcpReply, AnotherFirstStringIsRejected)
{
    expect_rejected([] { pcp::part_of("NodeInfos\0"s); }, R"(reply: field tag: unexpected: "NodeInfos")");
    expect_rejected([] { pcp::part_of(""); }, R"(reply: field tag: unexpected: "")");
}

TEST(PcpReply, ServerTextInErrorsIsCutAndPrintable)
{
    expect_rejected([] { pcp::part_of("a\"\\\n\x1b\xff"s); }, R"(reply: field tag: unexpected: "a\"\\\x0a\x1b\xff")");
    const std::string longest(64, 'x');
    expect_rejected([&] { pcp::part_of(longest); }, "reply: field tag: unexpected: \"" + longest + '"');
    expect_rejected([&] { pcp::part_of(longest + 'y'); }, "reply: field tag: unexpected: \"" + longest + "...\"");
}

TEST(PcpNodeCount, IsTheFieldBehindCommandComplete)
{
    EXPECT_EQ(pcp::parse_node_count("CommandComplete\0003\0"s), 3);
    EXPECT_EQ(pcp::parse_node_count("CommandComplete\0000\0"s), 0);
    EXPECT_EQ(pcp::parse_node_count(pcp::join({"CommandComplete", "128", "of a later release"})), 128);
}

TEST(PcpNodeCount, IsNeverMoreThanPgpoolHasRoomFor)
{
    expect_rejected([] { pcp::parse_node_count("CommandComplete\000129\0"s); },
                    R"(node count: field count: out of range: "129")");
    expect_rejected([] { pcp::parse_node_count("CommandComplete\000-1\0"s); },
                    R"(node count: field count: out of range: "-1")");
}

TEST(PcpNodeCount, WhatIsNotANumberIsRejected)
{
    for (const char* text : {"", "abc", "3x", " 3", "+3", "0x3"}) {
        expect_rejected(
            [&] {
                pcp::parse_node_count(pcp::join({"CommandComplete", text}));
            },
            "node count: field count: not a number: \""s + text + '"');
    }
    expect_rejected(
        [] {
            pcp::parse_node_count(pcp::join({"CommandComplete", std::string(30, '9')}));
        },
        "node count: field count: out of range: \"" + std::string(30, '9') + '"');
}

TEST(PcpNodeCount, MissingFieldsAreNamed)
{
    expect_rejected([] { pcp::parse_node_count("CommandComplete\0"s); }, "node count: field count: missing");
    expect_rejected([] { pcp::parse_node_count(""); }, "node count: field tag: missing");
    expect_rejected([] { pcp::parse_node_count("3\0"s); }, R"(node count: field tag: unexpected: "3")");
}

TEST(PcpProcessIds, AreAsManyAsAnnounced)
{
    EXPECT_EQ(pcp::parse_process_ids(pcp::join({"CommandComplete", "2", "5410", "5411"})),
              (std::vector<int>{5410, 5411}));
    EXPECT_EQ(pcp::parse_process_ids(pcp::join({"CommandComplete", "1", "4194304", "unknown"})),
              std::vector<int>{4194304});
    EXPECT_EQ(pcp::parse_process_ids(pcp::join({"CommandComplete", "0"})), std::vector<int>{});
}

TEST(PcpProcessIds, AnAnnouncedCountThatIsTooLargeIsRejectedBeforeMemoryIsTaken)
{
    expect_rejected(
        [] {
            pcp::parse_process_ids(pcp::join({"CommandComplete", "18446744073709551615", "1"}));
        },
        "process ids: field count: more than there are ids");
}

TEST(PcpProcessIds, NegativeIdIsRejected)
{
    expect_rejected(
        [] {
            pcp::parse_process_ids(pcp::join({"CommandComplete", "1", "-7"}));
        },
        R"(process ids: field pid: out of range: "-7")");
}

}  // namespace
