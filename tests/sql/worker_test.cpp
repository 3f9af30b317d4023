// The collector: one run for all who ask, on a primary and on a standby, through whatever the server goes through.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <thread>

#include "eventually.hpp"
#include "extension_server.hpp"
#include "fake_pcp_server.hpp"
#include "live.hpp"
#include "session.hpp"

namespace {

using namespace std::chrono_literals;
using sql_test::error_of;
using sql_test::ExtensionServer;
using sql_test::Preload;
using support::eventually;

constexpr const char* status = "SELECT efm_extension.efm_cluster_status_json()";
constexpr const char* pool_nodes = "SELECT * FROM efm_extension.pgpool_nodes";
constexpr const char* worker = "SELECT pid FROM pg_stat_activity WHERE backend_type = 'efm_status_monitor'";

class Worker : public support::LiveTest {
protected:
    // Polls every second; readers that look in between find its answer.
    static std::string polling() { return "efm.bgw_enabled = on\nefm.bgw_interval = 1s\n"; }

    static bool polls_again(const ExtensionServer& server)
    {
        server.efm().forget_calls();
        return eventually([&] { return server.efm().count("cluster-status-json") >= 2; });
    }
};

// max_worker_processes leaves no room for a collector: who asks, runs efm and shares what it hears.
TEST_F(Worker, IsDoneWithoutWhereNoneCanBeStarted)
{
    ExtensionServer server(Preload::yes, "max_worker_processes = 0\nmax_parallel_workers = 0\n");
    EXPECT_EQ(error_of(server.login(), status), "");
    EXPECT_EQ(error_of(server.login(), status), "");
    EXPECT_EQ(server.efm().count("cluster-status-json"), 1U);
    EXPECT_THAT(error_of(server.login(), "SELECT efm_extension.efm_allow_node('172.17.0.3')"),
                ::testing::HasSubstr("no process can be started"));
}

TEST_F(Worker, OneRunAnswersAllWhoAskAtOnce)
{
    ExtensionServer server(Preload::yes);
    server.efm().misbehave("sleep 0.5");
    std::vector<std::thread> clients;
    for (int i = 0; i < 20; ++i) clients.emplace_back([&] { EXPECT_EQ(error_of(server.login(), status), ""); });
    for (std::thread& client : clients) client.join();
    EXPECT_EQ(server.efm().count("cluster-status-json"), 1U);
    server.sql("SELECT efm_extension.efm_invalidate_cache()");
    server.sql(status);
    EXPECT_EQ(server.efm().count("cluster-status-json"), 2U);
}

TEST_F(Worker, AFailureIsRememberedForAMomentOnly)
{
    ExtensionServer server(Preload::yes);
    for (const int code : {3, 0}) {  // 0 with a report that is none, too
        server.efm().forget_calls();
        server.efm().exit_with(code);
        server.efm().print_status("no report");
        server.sql("SELECT efm_extension.efm_invalidate_cache()");
        for (int i = 0; i < 5; ++i) EXPECT_NE(error_of(server.login(), status), "") << code;
        EXPECT_LE(server.efm().count("cluster-status-json"), 2U);
        server.efm().exit_with(0);
        server.efm().print_status(R"({"nodes":{}})");
        EXPECT_TRUE(eventually([&] { return error_of(server.login(), status).empty(); })) << code;
    }
}

// The published one had room for 64 KiB.
TEST_F(Worker, AStatusOfMegabytesIsKeptWhole)
{
    constexpr int members = 5'000;
    ExtensionServer server(Preload::yes, "efm.cache_ttl = 300\n");
    std::string nodes;
    for (int i = 0; i < members; ++i) {
        const std::string address = "10.1." + std::to_string(i / 250) + "." + std::to_string(i % 250);
        nodes += (i > 0 ? ",\"" : "\"") + address + R"(":{"type":"Standby","db":"UP","xlogInfo":")" +
                 std::string(400, 'x') + "\"}";
    }
    server.efm().print_status("{\"nodes\":{" + nodes + "}}");
    for (int i = 0; i < 2; ++i) {
        EXPECT_EQ(server.sql("SELECT count(*) FROM efm_extension.efm_get_nodes()"), std::to_string(members));
        EXPECT_EQ(server.sql("SELECT length(efm_extension.efm_cluster_status_json()::text) > 2000000"), "t");
    }
    EXPECT_EQ(server.efm().count("cluster-status-json"), 1U);
}

// A pool's rows are everybody's, as EFM's status is; what was seen of it is told with its time.
TEST_F(Worker, OneLookAtThePoolsAnswersAllWhoAskAtOnce)
{
    ExtensionServer server(Preload::yes, "efm.cache_ttl = 300\n");
    support::FakePcpServer pool(support::pool_of(2));
    server.name_pool(pool.port());
    std::vector<std::thread> clients;
    for (int i = 0; i < 20; ++i) clients.emplace_back([&] { EXPECT_EQ(error_of(server.login(), pool_nodes), ""); });
    for (std::thread& client : clients) client.join();
    const int asked = pool.connections();
    EXPECT_LE(asked, 2);
    EXPECT_EQ(server.sql("SELECT count(*) || ' ' || count(collected_at) FROM efm_extension.pgpool_nodes"), "2 2");
    EXPECT_EQ(pool.connections(), asked);
    server.sql("SELECT efm_extension.efm_invalidate_cache()");
    server.sql(pool_nodes);
    EXPECT_GT(pool.connections(), asked);
}

TEST_F(Worker, AHungEfmHoldsUpNobodyWhoLooksAtPools)
{
    ExtensionServer server(Preload::yes);
    support::FakePcpServer pool(support::pool_of(2));
    server.name_pool(pool.port());
    server.efm().misbehave("sleep 300");
    std::thread waiting([&] { EXPECT_NE(error_of(server.login(), status), ""); });
    EXPECT_TRUE(eventually([&] { return server.efm().count("cluster-status-json") == 1; }));
    EXPECT_EQ(server.sql("SELECT count(*) FROM efm_extension.pgpool_nodes"), "2");
    EXPECT_EQ(server.efm().count("cluster-status-json"), 1U);
    server.sql("SELECT pg_cancel_backend(pid) FROM pg_stat_activity WHERE query = '" + std::string(status) + "'");
    waiting.join();
}

// A polling collector has all of it at hand before anybody asks.
TEST_F(Worker, LooksAtEverythingInItsRounds)
{
    ExtensionServer server(Preload::yes, polling());
    support::FakePcpServer pool(support::pool_of(2));
    server.name_pool(pool.port());
    const std::string polled =
        "SELECT string_agg(subject || ' ' || source || ' ' || stale || ' ' || verdict, ', ' ORDER BY subject) "
        "FROM efm_extension.efm_snapshots";
    EXPECT_TRUE(eventually([&] {
        return server.sql(polled) ==
               "cluster_overview poll false differs, cluster_status poll false healthy, "
               "metrics poll false counted, pgpool_nodes poll false complete";
    })) << server.sql(polled);
    EXPECT_EQ(server.sql("SELECT exit_code FROM efm_extension.efm_snapshots WHERE subject = 'cluster_status'"), "0");
    EXPECT_EQ(server.sql("SELECT bool_and(age BETWEEN '0' AND '1 minute' AND version > 0 AND duration >= '0') FROM "
                         "efm_extension.efm_snapshots"),
              "t");
    EXPECT_EQ(server.sql("SELECT value FROM efm_extension.efm_metrics WHERE metric_name = 'efm_pgpool_up'"), "1");
}

TEST_F(Worker, TellsOfASnapshotThatIsNotGood)
{
    ExtensionServer server(Preload::yes);
    server.efm().exit_with(3);
    server.efm().print_status("");
    EXPECT_NE(error_of(server.login(), status), "");
    const std::string told = "SELECT verdict || ', ' || exit_code || ', ' || reason FROM efm_extension.efm_snapshots";
    EXPECT_THAT(server.sql(told), ::testing::StartsWith("failed, 3, cluster-status-json failed: EFM agent connection"));
    server.efm().exit_with(1);
    server.efm().print_status(R"({"nodes":{}})");
    server.sql("SELECT efm_extension.efm_invalidate_cache()");
    EXPECT_EQ(server.sql("SELECT stale FROM efm_extension.efm_snapshots"), "t");
    server.sql(status);
    EXPECT_EQ(server.sql(told), "unhealthy, 1, efm ended with 1");
    EXPECT_EQ(server.sql("SELECT value FROM efm_extension.efm_metrics WHERE metric_name = 'efm_status_failures_total'"),
              "1");
}

TEST_F(Worker, ClustersAreKeptApart)
{
    ExtensionServer server(Preload::yes);
    server.sql(status);
    server.sql("ALTER ROLE postgres SET efm.cluster_name = 'beta'");
    server.sql(status);
    EXPECT_THAT(server.efm().calls(), ::testing::ElementsAre("cluster-status-json efm", "cluster-status-json beta"));
}

TEST_F(Worker, NothingIsRememberedWithATtlOfNothing)
{
    ExtensionServer server(Preload::yes, "efm.cache_ttl = 0\n");
    for (int i = 0; i < 3; ++i) server.sql(status);
    EXPECT_EQ(server.efm().count("cluster-status-json"), 3U);
    EXPECT_EQ(server.sql("SELECT count(*) FROM efm_extension.cluster_overview WHERE address IS NOT NULL"), "2");
    EXPECT_EQ(server.efm().count("cluster-status-json"), 4U);
}

TEST_F(Worker, ShieldsReaders)
{
    ExtensionServer server(Preload::yes, polling());
    EXPECT_TRUE(polls_again(server));
    EXPECT_EQ(server.sql("SELECT cache_misses FROM efm_extension.efm_cache_stats()"), "0");
    server.sql(status);
    EXPECT_EQ(server.sql("SELECT cache_hits > 0 AND cache_misses = 0 FROM efm_extension.efm_cache_stats()"), "t");
}

TEST_F(Worker, ComesBackWhenTerminated)
{
    ExtensionServer server(Preload::yes, polling());
    ASSERT_TRUE(polls_again(server));
    const std::string before = server.sql(worker);
    server.sql("SELECT pg_terminate_backend(" + before + ")");
    EXPECT_TRUE(eventually([&] { return !server.sql(worker).empty() && server.sql(worker) != before; }));
    EXPECT_TRUE(polls_again(server));
}

// While the one that polls is away for a second, a reader has another one started. What that had begun when it was
// relieved is begun anew.
TEST_F(Worker, LeavesNoReaderWaitingForOneThatWasRelieved)
{
    ExtensionServer server(Preload::yes, polling());
    ASSERT_TRUE(polls_again(server));
    server.efm().misbehave("while [ ! -e \"$dir/go\" ]; do sleep 0.05; done");
    const auto comes_after = [&](const std::string& pids) {
        const std::string another = std::string(worker) + " AND pid NOT IN (" + pids + ")";
        EXPECT_TRUE(eventually([&] { return !server.sql(another).empty(); })) << pids;
        return pids + ", " + server.sql(another);
    };
    const std::string polling_one = server.sql(worker);
    server.sql("SELECT efm_extension.efm_invalidate_cache(), pg_terminate_backend(" + polling_one + ")");
    std::thread reader([&] { EXPECT_EQ(error_of(server.login(), status), ""); });
    comes_after(comes_after(polling_one));
    support::write_text(server.efm().dir() / "go", "");
    reader.join();
}

TEST_F(Worker, PollsThroughReloadsAndHoldsNoDatabase)
{
    ExtensionServer server(Preload::yes, polling());
    server.efm().forget_calls();
    EXPECT_TRUE(eventually([&] {
        server.sql("SELECT pg_reload_conf()");
        return server.efm().count("cluster-status-json") >= 2;
    }));
    server.sql("CREATE DATABASE other");
    server.efm().misbehave("sleep 300");
    server.efm().forget_calls();
    ASSERT_TRUE(eventually([&] { return server.efm().count("cluster-status-json") > 0; }));
    EXPECT_EQ(error_of(server.login(), "DROP DATABASE other"), "");
    EXPECT_EQ(error_of(server.login(), "DROP EXTENSION efm_extension"), "");
}

TEST_F(Worker, RunsOnAStandbyAndStaysWhenItIsPromoted)
{
    ExtensionServer server(Preload::yes, polling(), 2);
    support::PostgresServer& standby = server[1];
    EXPECT_TRUE(eventually([&] { return !standby.sql(worker).empty(); }));
    EXPECT_TRUE(eventually([&] { return error_of(standby.login(), status).empty(); }));
    EXPECT_EQ(standby.sql("SELECT efm_extension.efm_disallow_node('10.9.9.9')"), "0");
    server.server().stop();
    standby.promote();
    EXPECT_EQ(error_of(standby.login(), status), "");
}

TEST_F(Worker, AnOrderIsRefusedWhileAnotherIsUnderWay)
{
    ExtensionServer server(Preload::yes);
    server.efm().misbehave("case \"$1\" in allow-node) while [ ! -e \"$dir/go\" ]; do sleep 0.05; done ;; esac");
    const std::string job = server.sql("SELECT efm_extension.efm_allow_node_request('172.17.0.3')");
    ASSERT_TRUE(eventually([&] { return server.efm().count("allow-node") == 1; }));
    EXPECT_THAT(error_of(server.login(), "SELECT efm_extension.efm_switchover()"),
                ::testing::HasSubstr("EFM operation already in progress: job " + job));
    support::write_text(server.efm().dir() / "go", "");
    EXPECT_EQ(server.sql("SELECT efm_extension.efm_job_wait(" + job + ")"), "done");
}

TEST_F(Worker, LogsTheExactCommandsWhereThatIsWanted)
{
    ExtensionServer server(Preload::yes);
    const auto logged = [&](const std::string& command) {
        const std::string line = "efm.debug: " + server.efm().command() + " " + command + "\n";
        return eventually([&] { return server.server().log_text().find(line) != std::string::npos; }, 5s);
    };
    const sql_test::Session session(server.login());
    session.value("SELECT efm_extension.efm_cluster_status('text')");
    session.value("SET efm.debug = on");
    server.efm().exit_with(3);
    server.efm().print_status("");
    session.error("SELECT efm_extension.efm_cluster_status('text')");
    server.efm().exit_with(0);
    session.value("SELECT efm_extension.efm_disallow_node('10.9.9.9')");
    EXPECT_TRUE(logged("cluster-status efm"));
    EXPECT_TRUE(logged("disallow-node efm 10.9.9.9"));
    EXPECT_THAT(server.server().log_text(), ::testing::Not(::testing::HasSubstr("cluster-status-json efm\n")));
    server.sql("ALTER SYSTEM SET efm.debug = on");
    server.sql("SELECT pg_reload_conf()");
    EXPECT_TRUE(eventually([&] { return server.sql("SHOW efm.debug") == "on"; }));
    session.error("SELECT efm_extension.efm_invalidate_cache(), efm_extension.efm_cluster_status_json()");
    EXPECT_TRUE(logged("cluster-status-json efm"));
}

// The caller's end is not the order's.
TEST_F(Worker, AnOrderOutlivesItsCaller)
{
    ExtensionServer server(Preload::yes);
    server.sql("CREATE ROLE hurried SUPERUSER LOGIN; ALTER ROLE hurried SET statement_timeout = '300ms'");
    server.efm().misbehave("case \"$1\" in allow-node) while [ ! -e \"$dir/go\" ]; do sleep 0.05; done ;; esac");
    EXPECT_THAT(error_of(server.login("hurried"), "SELECT efm_extension.efm_allow_node('172.17.0.3')"),
                ::testing::HasSubstr("statement timeout"));
    support::write_text(server.efm().dir() / "go", "");
    EXPECT_EQ(server.sql("SELECT efm_extension.efm_job_wait(max(id)) FROM efm_extension.efm_jobs"), "done");
    EXPECT_THAT(server.server().log_text(), ::testing::HasSubstr("EFM allow_node 172.17.0.3 on cluster efm ordered by "
                                                                 "hurried from 127.0.0.1: done, seen to be done"));
}

}  // namespace
