// Pgpool over SQL, with a real pool: through the program, its proofs and its journal.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <memory>

#include "eventually.hpp"
#include "extension_server.hpp"
#include "live.hpp"
#include "pgpool_server.hpp"

namespace {

using sql_test::error_of;
using sql_test::ExtensionServer;
using sql_test::Preload;
using ::testing::HasSubstr;
using ::testing::StartsWith;

class PoolControl : public support::LiveTest {
protected:
    static void SetUpTestSuite()
    {
        server_ = std::make_unique<ExtensionServer>(Preload::yes, "", 2);
        pool_ = std::make_unique<support::PgpoolServer>(server_->cluster());
        const auto program = pool_->dir() / "pgpool_backend";
        std::filesystem::copy_file(std::filesystem::path(EFM_PROGRAMS) / "pgpool_backend", program);
        server_->sql("ALTER SYSTEM SET efm.pgpool_command = '" + program.string() + "'");
        server_->sql("ALTER SYSTEM SET efm.hooks_conf = '" + pool_->hooks_conf().string() + "'");
        server_->sql("SELECT pg_reload_conf()");
        server_->sql(
            "CREATE ROLE op LOGIN; GRANT efm_operate TO op; CREATE ROLE watcher LOGIN; GRANT efm_read TO watcher");
    }

    static void TearDownTestSuite()
    {
        pool_.reset();
        server_.reset();
    }

    static ExtensionServer& server() { return *server_; }
    static support::PgpoolServer& pool() { return *pool_; }

    // Every right to do so comes from efm_operate.
    static std::string as_operator(const std::string& sql) { return query_value(server().login("op"), sql); }

    static std::string standby() { return server()[1].address(); }

    static std::string call(const std::string& function, const std::string& columns = "ok, sentence")
    {
        return as_operator("SELECT (" + columns + ")::text FROM efm_extension." + function);
    }

private:
    static inline std::unique_ptr<ExtensionServer> server_;
    static inline std::unique_ptr<support::PgpoolServer> pool_;
};

TEST_F(PoolControl, DetachesAndAttachesAndSaysWhatItSaw)
{
    EXPECT_THAT(call("pgpool_detach_node('" + standby() + "')"), StartsWith("(t,\"detached backend 1"));
    EXPECT_EQ(pool().status(1), "down");
    EXPECT_EQ(
        call("pgpool_attach_node('" + standby() + "', " + std::to_string(server()[1].port()) + ")", "backend, ok"),
        "(\"1 (" + standby() + ":" + std::to_string(server()[1].port()) + ")\",t)");
    EXPECT_NE(pool().status(1), "down");
}

TEST_F(PoolControl, ShowsEveryPoolAndBackend)
{
    EXPECT_EQ(server().sql("SELECT string_agg(hostname || ' ' || role, ', ' ORDER BY node_id) "
                           "FROM efm_extension.pgpool_nodes WHERE error IS NULL"),
              server()[0].address() + " primary, " + standby() + " standby");
    for (const char* view : {"pgpool_processes", "pgpool_settings", "pgpool_health_check_stats"}) {
        EXPECT_EQ(server().sql("SELECT count(*) > 0 AND count(error) = 0 FROM efm_extension." + std::string(view)), "t")
            << view;
    }
}

TEST_F(PoolControl, WaitsForSessionsToLeave)
{
    EXPECT_THAT(call("pgpool_detach_node('" + standby() + "', graceful => true, drain => '5 seconds')"),
                HasSubstr("drained: no session used it"));
    EXPECT_THAT(call("pgpool_attach_node('" + standby() + "')"), StartsWith("(t,"));
}

TEST_F(PoolControl, RefusesForWantOfAProof)
{
    EXPECT_EQ(call("pgpool_promote_node('" + standby() + "')", "ok, failed_proof"), "(f,login)");
    EXPECT_EQ(pool().role(1), "standby");
    EXPECT_EQ(call("pgpool_promote_node('" + server()[0].address() + "')", "ok, failed_proof"), "(t,)");
}

TEST_F(PoolControl, SaysWhatPoolsSayOfAStranger)
{
    EXPECT_EQ(call("pgpool_attach_node('127.0.0.99')", "ok"), "false");
    EXPECT_THAT(error_of(server().login("op"), "SELECT efm_extension.pgpool_attach_node('--force')"),
                HasSubstr("is not a member's address"));
    EXPECT_THAT(error_of(server().login("op"), "SELECT efm_extension.pgpool_attach_node(NULL)"),
                HasSubstr("host is null"));
}

TEST_F(PoolControl, ReloadsAndDoesNotClaimToHaveSeenIt)
{
    EXPECT_THAT(call("pgpool_reload()"), StartsWith("(t,\"signalled; "));
    EXPECT_TRUE(support::eventually([] { return pool().log_text().find("reload") != std::string::npos; }));
}

TEST_F(PoolControl, IsForOperatorsOnlyAndForTheLog)
{
    EXPECT_THAT(error_of(server().login("watcher"), "SELECT efm_extension.pgpool_reload()"),
                HasSubstr("permission denied"));
    call("pgpool_attach_node('" + standby() + "')");
    EXPECT_THAT(server().server().log_text(),
                HasSubstr("pgpool_attach_node " + standby() + " ordered by op from 127.0.0.1: done, nothing to do"));
}

TEST_F(PoolControl, IsWrittenInTheJournal)
{
    call("pgpool_attach_node('" + standby() + "')");
    EXPECT_EQ(server().sql("SELECT state FROM efm_extension.efm_jobs ORDER BY id DESC LIMIT 1"), "done");
    EXPECT_THAT(server().sql("SELECT output FROM efm_extension.efm_jobs ORDER BY id DESC LIMIT 1"),
                HasSubstr("\"recorded\":true"));
    EXPECT_THAT(query_value(server().login("watcher"),
                            "SELECT event FROM efm_extension.cluster_events WHERE source = 'journal' "
                            "ORDER BY at DESC LIMIT 1"),
                StartsWith("attach " + standby() + " by operator on "));
}

TEST_F(PoolControl, OrdersOfEfmAreInTheJournalToo)
{
    const std::string events =
        "SELECT count(*) FROM efm_extension.cluster_events WHERE source = 'journal' AND event LIKE "
        "'disallow_node 10.9.9.9 by operator on %: done, done, seen to be done; ran %disallow-node efm 10.9.9.9'";
    as_operator("SELECT efm_extension.efm_disallow_node('10.9.9.9')");
    EXPECT_TRUE(support::eventually([&] { return server().sql(events) == "1"; }));
    as_operator("SELECT efm_extension.efm_disallow_node_request('10.9.9.9', dry_run => true)");
    EXPECT_EQ(server().sql(events), "1");
}

}  // namespace
