#include <gtest/gtest.h>

#include "expect_rejected.hpp"
#include "pcp/message.hpp"
#include "pcp/replies.hpp"

namespace {

using pcp::HealthStats;
using pcp::NodeStatus;
using pcp::Role;

using Fields = std::vector<std::string>;

Fields fields()
{
    return {"CommandComplete",
            "1",
            "10.0.0.5",
            "5432",
            "up",
            "standby",
            "2026-11-21 03:12:17",
            "8",
            "4",
            "3",
            "2",
            "1",
            "0.250000",
            "5",
            "20",
            "3",
            "6.500000",
            "2026-11-21 03:12:30",
            "2026-11-21 03:12:28",
            "2026-11-21 03:12:26",
            "2026-11-21 03:12:24"};
}

HealthStats parse_with(std::size_t position, const std::string& value)
{
    Fields changed = fields();
    changed.at(position) = value;
    return pcp::parse_health_stats(pcp::join(changed));
}

constexpr std::size_t id = 1, port = 3, status = 4, role = 5, total = 7, average_retry = 12, max_duration = 14,
                      min_duration = 15, average_duration = 16;

TEST(PcpHealthStats, ReadsAllTwentyFields)
{
    EXPECT_EQ(pcp::parse_health_stats(pcp::join(fields())),
              (HealthStats{.id = 1,
                           .host = "10.0.0.5",
                           .port = 5432,
                           .status = NodeStatus::up,
                           .role = Role::standby,
                           .last_status_change = "2026-11-21 03:12:17",
                           .total_count = 8,
                           .success_count = 4,
                           .fail_count = 3,
                           .skip_count = 2,
                           .retry_count = 1,
                           .average_retry_count = 0.25,
                           .max_retry_count = 5,
                           .max_duration = 20,
                           .min_duration = 3,
                           .average_duration = 6.5,
                           .last_health_check = "2026-11-21 03:12:30",
                           .last_successful_health_check = "2026-11-21 03:12:28",
                           .last_skip_health_check = "2026-11-21 03:12:26",
                           .last_failed_health_check = "2026-11-21 03:12:24"}));
}

TEST(PcpHealthStats, StatusAndRoleAreTheWordsOfToString)
{
    for (const auto expected :
         {NodeStatus::unused, NodeStatus::waiting, NodeStatus::up, NodeStatus::down, NodeStatus::quarantine}) {
        EXPECT_EQ(parse_with(status, std::string{to_string(expected)}).status, expected);
    }
    for (const auto expected : {Role::main, Role::replica, Role::primary, Role::standby}) {
        EXPECT_EQ(parse_with(role, std::string{to_string(expected)}).role, expected);
    }
}

TEST(PcpHealthStats, UnknownWordsAreRejected)
{
    expect_rejected([] { parse_with(status, "Up"); }, R"(health check stats: field status: unknown word: "Up")");
    expect_rejected([] { parse_with(role, ""); }, R"(health check stats: field role: unknown word: "")");
}

TEST(PcpHealthStats, DurationsAreEmptyBeforeTheFirstCheck)
{
    EXPECT_EQ(parse_with(min_duration, "2147483647").min_duration, std::nullopt);
    EXPECT_EQ(parse_with(average_duration, "-nan").average_duration, std::nullopt);
    EXPECT_EQ(parse_with(average_retry, "-nan").average_retry_count, std::nullopt);
    EXPECT_EQ(parse_with(max_duration, "").max_duration, std::nullopt);
}

TEST(PcpHealthStats, DurationTakenWhileTheClockWasSetBackIsEmpty)
{
    EXPECT_EQ(parse_with(min_duration, "-3600000").min_duration, std::nullopt);
}

TEST(PcpHealthStats, CountsTakeTheWholeUnsignedRange)
{
    EXPECT_EQ(parse_with(total, "18446744073709551615").total_count, 18446744073709551615U);
    expect_rejected([] { parse_with(total, "-1"); }, R"(health check stats: field total_count: not a number: "-1")");
}

TEST(PcpHealthStats, IdThatNoBackendCanHaveIsRejected)
{
    EXPECT_EQ(parse_with(id, "127").id, 127);
    expect_rejected([] { parse_with(id, "128"); }, R"(health check stats: field node_id: out of range: "128")");
    expect_rejected([] { parse_with(id, "-1"); }, R"(health check stats: field node_id: out of range: "-1")");
}

TEST(PcpHealthStats, NamesTheFieldThatIsWrong)
{
    expect_rejected([] { parse_with(port, "abc"); }, R"(health check stats: field port: not a number: "abc")");
}

TEST(PcpHealthStats, NamesTheFirstFieldThatIsMissing)
{
    Fields cut = fields();
    cut.pop_back();
    expect_rejected([&] { pcp::parse_health_stats(pcp::join(cut)); },
                    "health check stats: field last_failed_health_check: missing");
}

TEST(PcpHealthStats, ToleratesFieldsOfALaterRelease)
{
    Fields longer = fields();
    longer.emplace_back("later");
    EXPECT_EQ(pcp::parse_health_stats(pcp::join(longer)), pcp::parse_health_stats(pcp::join(fields())));
}

}  // namespace
