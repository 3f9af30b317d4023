#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "expect_rejected.hpp"
#include "pcp/message.hpp"
#include "pcp/replies.hpp"

namespace {

using pcp::ProcessInfo;

using Fields = std::vector<std::string>;

const Fields of_4_7{"ProcessInfo",
                    "6491",
                    "2026-11-21 03:12:17",
                    "12",
                    "1",
                    "2",
                    "sales",
                    "app",
                    "2026-11-21 03:13:01",
                    "2026-11-21 03:13:00",
                    "2026-11-21 03:12:59",
                    "4",
                    "3",
                    "0",
                    "7",
                    "6600",
                    "1",
                    "Idle",
                    "1",
                    "10.0.0.9",
                    "40100",
                    "SELECT\n1"};

ProcessInfo parse_first(std::size_t count)
{
    return pcp::parse_process_info(
        pcp::join({of_4_7.begin(), of_4_7.begin() + 1 + static_cast<std::ptrdiff_t>(count)}));
}

ProcessInfo expected_of_4_3()
{
    return {.pid = 6491,
            .process_start = "2026-11-21 03:12:17",
            .database = "sales",
            .username = "app",
            .backend_connection_time = "2026-11-21 03:13:01",
            .client_connection_count = 12,
            .pool_id = 1,
            .backend_id = 2,
            .client_connection_time = "2026-11-21 03:13:00",
            .client_disconnection_time = "2026-11-21 03:12:59",
            .client_idle_duration = "4",
            .protocol_major = 3,
            .protocol_minor = 0,
            .pool_counter = 7,
            .backend_pid = 6600,
            .connected = true,
            .status = "Idle"};
}

TEST(PcpProcessInfo, ElevenFieldsHaveTheOrderOf4_0)
{
    const Fields fields{"ProcessInfo", "5410", "sales", "app", "1795230610", "1795230700",
                        "3",           "0",    "7",     "1",   "5500",       "1"};
    EXPECT_EQ(pcp::parse_process_info(pcp::join(fields)), (ProcessInfo{.pid = 5410,
                                                                       .process_start = "1795230610",
                                                                       .database = "sales",
                                                                       .username = "app",
                                                                       .backend_connection_time = "1795230700",
                                                                       .backend_id = 1,
                                                                       .protocol_major = 3,
                                                                       .pool_counter = 7,
                                                                       .backend_pid = 5500,
                                                                       .connected = true}));
}

TEST(PcpProcessInfo, SeventeenFieldsHaveTheOrderOf4_3)
{
    EXPECT_EQ(parse_first(17), expected_of_4_3());
}

TEST(PcpProcessInfo, EighteenFieldsTellTheLoadBalanceNode)
{
    ProcessInfo expected = expected_of_4_3();
    expected.load_balance_node = true;
    EXPECT_EQ(parse_first(18), expected);
    EXPECT_EQ(parse_first(19), expected);
}

TEST(PcpProcessInfo, TwentyOneFieldsTellTheClientAndItsStatement)
{
    ProcessInfo expected = expected_of_4_3();
    expected.load_balance_node = true;
    expected.client_host = "10.0.0.9";
    expected.client_port = "40100";
    expected.statement = "SELECT\n1";
    EXPECT_EQ(parse_first(21), expected);
}

TEST(PcpProcessInfo, ToleratesFieldsOfALaterRelease)
{
    Fields longer = of_4_7;
    longer.emplace_back("later");
    EXPECT_EQ(pcp::parse_process_info(pcp::join(longer)), parse_first(21));
}

TEST(PcpProcessInfo, CountsBetweenTheShapesAreRejected)
{
    for (const std::size_t count : {0U, 10U, 12U, 16U}) {
        const std::string what = "process info: unknown shape with " + std::to_string(count) + " fields: \"ProcessInfo";
        EXPECT_THAT([&] { parse_first(count); }, testing::ThrowsMessage<pcp::Error>(testing::StartsWith(what)));
    }
}

TEST(PcpProcessInfo, NamesTheFieldThatIsWrong)
{
    Fields wrong = of_4_7;
    wrong.at(16) = "yes";
    expect_rejected([&] { pcp::parse_process_info(pcp::join(wrong)); },
                    R"(process info: field connected: not a number: "yes")");
}

}  // namespace
