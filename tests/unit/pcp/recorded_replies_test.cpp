// What real servers of eight releases sent, read by the parsers. The plain claims about each parser are in its own
// test.
#include <algorithm>

#include <gtest/gtest.h>

#include "pcp/replies.hpp"
#include "recorded.hpp"

namespace {

using pcp::HealthStats;
using pcp::NodeInfo;
using pcp::NodeStatus;
using pcp::Part;
using pcp::Role;
using recorded::answer;
using recorded::replies;

NodeInfo node(const std::string& release, int id)
{
    return pcp::parse_node_info(answer(release, "node info " + std::to_string(id)), id);
}

class PcpRecorded : public testing::TestWithParam<std::string> {
protected:
    bool since(const std::string& release) const
    {
        const auto place = [](const std::string& name) {
            return std::ranges::find(recorded::releases, name);
        };
        return place(GetParam()) >= place(release);
    }
};

INSTANTIATE_TEST_SUITE_P(Releases, PcpRecorded, testing::ValuesIn(recorded::releases),
                         [](const auto& release) { return "V" + release.param; });

TEST_P(PcpRecorded, NodeCountIsThree)
{
    EXPECT_EQ(pcp::parse_node_count(answer(GetParam(), "node count")), 3);
}

TEST_P(PcpRecorded, BackendZeroIsThePrimary)
{
    const NodeInfo primary = node(GetParam(), 0);
    EXPECT_EQ(primary.port, 21430);
    EXPECT_EQ(primary.role, Role::primary);
    EXPECT_EQ(primary.status, NodeStatus::waiting);
    EXPECT_EQ(primary.replication_state, std::nullopt);
    EXPECT_EQ(primary.actual_role, since("4_3_0") ? std::optional<std::string>{"primary"} : std::nullopt);
}

TEST_P(PcpRecorded, DetachedBackendIsDown)
{
    const NodeInfo detached = pcp::parse_node_info(answer(GetParam(), "node info of a down node"), 2);
    EXPECT_EQ(detached.port, 21432);
    EXPECT_EQ(detached.status, NodeStatus::down);
    EXPECT_EQ(detached.role, Role::standby);
}

TEST_P(PcpRecorded, AllNodesComeInOneReplySince4_3)
{
    const std::vector<pcp::Message> parts = replies(GetParam(), "node info all");
    if (!since("4_3_0")) {
        EXPECT_EQ(pcp::parse_server_text(parts.at(0).body).sentence(), "informing node info failed: invalid node ID");
        return;
    }
    ASSERT_EQ(parts.size(), 5U);
    EXPECT_EQ(pcp::part_of(parts[0].body), Part::array_size);
    for (const int id : {0, 1, 2}) {
        const std::string& body = parts[static_cast<std::size_t>(id) + 1].body;
        EXPECT_EQ(pcp::part_of(body), Part::record);
        EXPECT_EQ(pcp::parse_node_info(body, id).port, 21430 + id);
    }
    EXPECT_EQ(pcp::part_of(parts[4].body), Part::complete);
}

TEST_P(PcpRecorded, HealthStatsAreAnsweredSince4_2)
{
    const pcp::Message reply = replies(GetParam(), "health check stats of a down node").at(0);
    if (!since("4_2_0")) {
        EXPECT_EQ(pcp::parse_server_text(reply.body),
                  (pcp::ServerText{"FATAL", "PCP processing request", "unknown PCP packet type \"H\"", ""}));
        return;
    }
    const HealthStats stats = pcp::parse_health_stats(reply.body);
    EXPECT_EQ(stats.id, 2);
    EXPECT_EQ(stats.port, 21432);
    EXPECT_EQ(stats.status, NodeStatus::down);
    EXPECT_EQ(stats.role, Role::standby);
    EXPECT_EQ(stats.total_count, 4U);
    EXPECT_EQ(stats.skip_count, 2U);
}

TEST_P(PcpRecorded, EightProcessesHaveIds)
{
    const std::vector<int> pids = pcp::parse_process_ids(answer(GetParam(), "process count"));
    ASSERT_EQ(pids.size(), 8U);
    EXPECT_EQ(pids.back(), pids.front() + 7);
}

TEST_P(PcpRecorded, ProcessInfoHasEightTimesTwoTimesThreeUnusedSlots)
{
    const std::vector<int> pids = pcp::parse_process_ids(answer(GetParam(), "process count"));
    const std::vector<pcp::Message> parts = replies(GetParam(), "process info all");
    ASSERT_EQ(parts.size(), 50U);
    for (std::size_t slot = 0; slot < 48; ++slot) {
        const pcp::ProcessInfo process = pcp::parse_process_info(parts[slot + 1].body);
        EXPECT_EQ(process.pid, pids[slot / 6]);
        EXPECT_EQ(process.backend_id, static_cast<int>(slot % 3));
        EXPECT_EQ(process.database, "");
        EXPECT_EQ(process.status.has_value(), since("4_3_0"));
        EXPECT_EQ(process.load_balance_node.has_value(), since("4_7_2"));
    }
}

TEST_P(PcpRecorded, PoolStatusNamesEveryBackend)
{
    std::vector<pcp::Message> parts = replies(GetParam(), "pool status");
    EXPECT_EQ(pcp::part_of(parts.front().body), Part::array_size);
    EXPECT_EQ(pcp::part_of(parts.back().body), Part::complete);
    int backends = 0;
    for (std::size_t row = 1; row + 1 < parts.size(); ++row) {
        const pcp::PoolSetting setting = pcp::parse_pool_setting(parts[row].body);
        if (!setting.name.starts_with("backend_status")) continue;
        EXPECT_EQ(setting.value, "waiting");
        EXPECT_TRUE(setting.description.starts_with("status of backend #"));
        ++backends;
    }
    EXPECT_EQ(backends, 3);
}

TEST_P(PcpRecorded, MissingWatchdogIsSaidInWords)
{
    const std::string word = since("4_3_0") ? "watchdog" : "watcdhog";
    EXPECT_EQ(pcp::parse_server_text(answer(GetParam(), "watchdog")).sentence(),
              "PCP: informing watchdog info failed: " + word + " is not enabled");
}

TEST_P(PcpRecorded, RefusedPromoteIsFatalForTheConnection)
{
    const pcp::ServerText text = pcp::parse_server_text(answer(GetParam(), "promote already primary"));
    EXPECT_EQ(text.severity, "FATAL");
    EXPECT_EQ(text.detail, "specified node is already primary node, can't promote node id 0");
}

TEST_P(PcpRecorded, NoticesTellThatTheDetachWasReceived)
{
    const pcp::Message notice = replies(GetParam(), "detach 2 with notices on").at(1);
    EXPECT_EQ(notice.type, 'N');
    const pcp::ServerText text = pcp::parse_server_text(notice.body);
    EXPECT_EQ(text.severity, "LOG");
    EXPECT_TRUE(text.sentence().starts_with("received degenerate backend request for node_id: 2 from pid ["));
}

TEST(PcpRecordedHealthStats, AllFieldsOf4_7_2)
{
    EXPECT_EQ(pcp::parse_health_stats(answer("4_7_2", "health check stats of a down node")),
              (HealthStats{.id = 2,
                           .host = "127.0.0.1",
                           .port = 21432,
                           .status = NodeStatus::down,
                           .role = Role::standby,
                           .last_status_change = "2026-11-21 03:12:21",
                           .total_count = 4,
                           .success_count = 2,
                           .skip_count = 2,
                           .average_retry_count = 0.0,
                           .max_duration = 4,
                           .min_duration = 2,
                           .average_duration = 3.0,
                           .last_health_check = "2026-11-21 03:12:23",
                           .last_successful_health_check = "2026-11-21 03:12:19",
                           .last_skip_health_check = "2026-11-21 03:12:23"}));
}

TEST(PcpRecordedProcessInfo, SessionOf4_3_5)
{
    EXPECT_EQ(pcp::parse_process_info(answer("4_3_5", "process info, one session")),
              (pcp::ProcessInfo{.pid = 7225,
                                .process_start = "2026-11-21 07:33:09",
                                .database = "postgres",
                                .username = "postgres",
                                .backend_connection_time = "2026-11-21 07:33:14",
                                .client_connection_count = 0,
                                .pool_id = 0,
                                .client_connection_time = "2026-11-21 07:33:14",
                                .client_idle_duration = "0",
                                .protocol_major = 3,
                                .pool_counter = 1,
                                .backend_pid = 7253,
                                .connected = true,
                                .status = "Execute command"}));
}

TEST(PcpRecordedServerText, DetailCutBy4_3_5IsFollowedByANulThatIsNoTerminator)
{
    const std::string body = answer("4_3_5", "a detail over 254 characters");
    EXPECT_NE(body.find(std::string("\" for par\0\0Fpcp_worker.c", 24)), body.npos);
    EXPECT_EQ(pcp::parse_server_text(body).detail, "invalid value \"" + std::string(230, 'y') + "\" for par");
}

TEST(PcpRecordedWatchdog, LeaderOf4_3_5)
{
    const pcp::WatchdogReport report = pcp::parse_watchdog(answer("4_3_5", "watchdog of the leader"));
    EXPECT_EQ(report.quorum, pcp::Quorum::exists);
    EXPECT_EQ(report.alive_remote_nodes, 1);
    EXPECT_TRUE(report.escalated);
    EXPECT_EQ(report.leader_name, "127.0.0.11:31901 Linux pg");
    EXPECT_EQ(report.nodes_require_for_quorum, 2);
    EXPECT_EQ(report.nodes.at(1), (pcp::WatchdogNode{.id = 0,
                                                     .name = "127.0.0.10:31900 Linux pg",
                                                     .host = "127.0.0.10",
                                                     .state = 7,
                                                     .state_name = "STANDBY",
                                                     .watchdog_port = 31800,
                                                     .pgpool_port = 31900,
                                                     .priority = 1,
                                                     .delegate_ip = "Not_Set",
                                                     .membership = 0,
                                                     .membership_text = "MEMBER"}));
}

TEST(PcpRecordedWatchdog, StandbyThatLeft4_3_5CostsTheQuorum)
{
    const pcp::WatchdogReport report = pcp::parse_watchdog(answer("4_3_5", "watchdog after the standby left"));
    EXPECT_EQ(report.quorum, pcp::Quorum::absent);
    EXPECT_EQ(report.alive_remote_nodes, 0);
    EXPECT_EQ(report.nodes.at(1).state_name, "SHUTDOWN");
}

TEST(PcpRecordedWatchdog, UnknownNodeOf4_3_5IsNotSet)
{
    const pcp::WatchdogReport report = pcp::parse_watchdog(answer("4_3_5", "watchdog of an unknown node"));
    EXPECT_EQ(report.nodes.at(0).id, -1);
    EXPECT_EQ(report.nodes.at(0).host, "Not_Set");
}

}  // namespace
