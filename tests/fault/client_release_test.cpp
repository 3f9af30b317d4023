// Every release's way of answering, through one client.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "fake_pcp_server.hpp"
#include "pcp/client.hpp"
#include "watched.hpp"

namespace {

using fault_test::failure_of;
using fault_test::word;
using support::FakePcpServer;
using support::Release;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

class EveryRelease : public ::testing::TestWithParam<Release> {
protected:
    EveryRelease() : server_(support::pool_of(3, GetParam())) {}

    bool since(int minor) const { return GetParam().minor >= minor; }
    pcp::Client client() const { return pcp::Client{server_.options()}; }

    FakePcpServer server_;
};

TEST_P(EveryRelease, TellsItsNodeInfoByTheCountOfFields)
{
    const pcp::NodeInfo node = client().node_info(1);
    EXPECT_EQ(node.id, 1);
    EXPECT_EQ(node.host, "127.0.0.1");
    EXPECT_EQ(node.port, 5433);
    EXPECT_EQ(node.status, pcp::NodeStatus::waiting);
    EXPECT_EQ(node.role, pcp::Role::standby);
    ASSERT_TRUE(node.weight);
    EXPECT_NEAR(*node.weight, 1.0 / 3, 1e-6);
    EXPECT_EQ(node.delay, 0U);
    EXPECT_EQ(node.changed, 1'795'230'719);
    EXPECT_EQ(node.replication_state, since(1) ? std::optional<std::string>("streaming") : std::nullopt);
    EXPECT_EQ(node.replication_sync_state, since(1) ? std::optional<std::string>("async") : std::nullopt);
    EXPECT_EQ(node.actual_status, since(3) ? std::optional<std::string>("up") : std::nullopt);
    EXPECT_EQ(node.actual_role, since(3) ? std::optional<std::string>("standby") : std::nullopt);
}

TEST_P(EveryRelease, ListsAllItsBackendsInOneConnection)
{
    const std::vector<pcp::NodeInfo> nodes = client().node_info_all(3);
    ASSERT_EQ(nodes.size(), 3U);
    EXPECT_EQ(nodes[0].role, pcp::Role::primary);
    EXPECT_EQ(nodes[2].id, 2);
    EXPECT_EQ(nodes[2].port, 5434);
    EXPECT_EQ(server_.connections(), 1);
}

TEST_P(EveryRelease, HasHealthStatisticsSince4_2)
{
    const std::optional<pcp::HealthStats> stats = client().health_stats(1);
    ASSERT_EQ(stats.has_value(), since(2));
    EXPECT_EQ(client().health_stats_all(3).has_value(), since(2));
    if (!stats) return;
    EXPECT_EQ(stats->id, 1);
    EXPECT_EQ(stats->port, 5433);
    EXPECT_EQ(stats->status, pcp::NodeStatus::waiting);
    EXPECT_EQ(stats->role, pcp::Role::standby);
}

TEST_P(EveryRelease, ShowsADetachedBackendAndItsReturn)
{
    client().detach(2);
    EXPECT_EQ(client().node_info(2).status, pcp::NodeStatus::down);
    client().attach(2);
    EXPECT_EQ(client().node_info(2).status, pcp::NodeStatus::waiting);
    server_.change([](support::FakePool& pool) { pool.backends[2].status = pcp::NodeStatus::quarantine; });
    const pcp::NodeStatus seen = client().node_info(2).status;
    EXPECT_TRUE(seen == pcp::NodeStatus::quarantine || seen == pcp::NodeStatus::down);
}

TEST_P(EveryRelease, ReadsWeightsThatAreNoNumber)
{
    server_.change([](support::FakePool& pool) { pool.backends[1].weight.reset(); });
    EXPECT_EQ(client().node_info(1).weight, std::nullopt);
}

TEST_P(EveryRelease, ListsProcessesAndSettings)
{
    EXPECT_THAT(client().process_ids(), ElementsAre(6197, 6198));
    const std::vector<pcp::ProcessInfo> processes = client().process_info();
    ASSERT_EQ(processes.size(), 6U);
    EXPECT_EQ(processes.back().pid, 6198);
    EXPECT_EQ(processes.back().backend_id, 2);
    EXPECT_EQ(client().process_info(6197).size(), 3U);
    EXPECT_EQ(client().settings(3).front().name, "listen_addresses");
}

TEST_P(EveryRelease, RejectsWhatItDoesNotKnow)
{
    const auto rejects = [&](auto operation, const char* words) {
        const pcp::Error error = failure_of([&] {
            pcp::Client asking{server_.options()};
            operation(asking);
        });
        EXPECT_EQ(word(error.kind()), "refused") << error.what();
        EXPECT_EQ(word(error.delivery()), "rejected") << error.what();
        EXPECT_THAT(error.what(), HasSubstr(words));
    };
    rejects([](pcp::Client& c) { c.node_info(9); }, "invalid node ID");
    rejects([](pcp::Client& c) { c.detach(9); }, "is not valid for failover");
    rejects([](pcp::Client& c) { c.promote(9); }, "node id 9 is not valid");
    rejects([](pcp::Client& c) { c.promote(0); }, "already primary");
    rejects([](pcp::Client& c) { c.process_info(1); }, "invalid process ID : 1");
    rejects([](pcp::Client& c) { c.watchdog(); }, "is not enabled");
    if (!since(2)) rejects([](pcp::Client& c) { c.reload(pcp::Scope::local); }, "unknown PCP packet type \"Z\"");
}

TEST_P(EveryRelease, ReloadsSince4_2)
{
    if (!since(2)) return;
    client().reload(pcp::Scope::cluster);
    EXPECT_EQ(server_.pool().reloads, 1);
    EXPECT_EQ(server_.mutating_requests().front().body, "c");
}

INSTANTIATE_TEST_SUITE_P(Pgpool, EveryRelease,
                         ::testing::Values(Release{0, 0}, Release{0, 25}, Release{1, 0}, Release{1, 23}, Release{2, 0},
                                           Release{2, 24}, Release{3, 0}, Release{3, 5}, Release{4, 17}, Release{5, 12},
                                           Release{6, 7}, Release{7, 2}),
                         [](const auto& test) {
                             return "V4_" + std::to_string(test.param.minor) + "_" + std::to_string(test.param.patch);
                         });

TEST(Watchdog, ReportsWhatTheServerSays)
{
    FakePcpServer server;
    server.change([](support::FakePool& pool) {
        pool.watchdog = R"({"RemoteNodeCount":1,"QuorumStatus":1,"AliveNodeCount":1,"Escalated":1,)"
                        R"("LeaderNodeName":"a:9999","LeaderHostName":"a","NodeCount":2,"WatchdogNodes":[)"
                        R"({"ID":0,"State":4,"NodeName":"a:9999","HostName":"a","StateName":"LEADER",)"
                        R"("DelegateIP":"10.0.0.9","WdPort":9000,"PgpoolPort":9999,"Priority":1}]})";
    });
    const pcp::WatchdogReport report = pcp::Client{server.options()}.watchdog();
    EXPECT_EQ(report.quorum, pcp::Quorum::exists);
    EXPECT_EQ(report.leader_host, "a");
    ASSERT_EQ(report.nodes.size(), 1U);
    EXPECT_EQ(report.nodes[0].delegate_ip, "10.0.0.9");
}

}  // namespace
