// What a reader gets: in the end always an answer, of his own cluster, and nothing that was declared void.
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
using sql_test::Session;
using support::eventually;
using ::testing::HasSubstr;

constexpr const char* status = "SELECT efm_extension.efm_cluster_status_json()";
constexpr const char* overview = "SELECT count(*) FROM efm_extension.cluster_overview";
constexpr const char* invalidate = "SELECT efm_extension.efm_invalidate_cache()";
constexpr const char* patience = "statement_timeout = 30s\n";

class Answers : public support::LiveTest {};

// EFM's word in it was void before it was made.
TEST_F(Answers, AnOverviewThatIsVoidAtItsBirthIsMadeAnew)
{
    ExtensionServer server(Preload::yes, "efm.cache_ttl = 300\n" + std::string(patience));
    support::FakePcpServer pool(support::pool_of(2));
    pool.on('L', support::fault::slow(50ms));
    server.name_pool(pool.port());
    std::thread reader([&] { EXPECT_EQ(error_of(server.login(), overview), ""); });
    EXPECT_TRUE(eventually([&] { return pool.count('L') > 0; }));
    server.sql(invalidate);
    pool.behave();
    reader.join();
    EXPECT_EQ(server.efm().count("cluster-status-json"), 2U);
}

// Where EFM is not set up, the pools can be seen all the same.
TEST_F(Answers, AnOverviewNeedsNoEfm)
{
    ExtensionServer server(Preload::yes, "efm.cluster_name = ''\n" + std::string(patience));
    support::FakePcpServer pool(support::pool_of(2));
    server.name_pool(pool.port());
    const std::string unseen =
        "SELECT difference FROM efm_extension.cluster_overview WHERE difference LIKE 'EFM cannot be seen%'";
    const Session session(server.login());
    EXPECT_EQ(session.value(unseen), "EFM cannot be seen: efm.cluster_name is not set");
    session.value(invalidate);
    EXPECT_EQ(session.value(unseen), "EFM cannot be seen: efm.cluster_name is not set");
    session.value("SET efm.cache_ttl = 0");
    EXPECT_EQ(session.value(unseen), "EFM cannot be seen: efm.cluster_name is not set");
}

// The one that failed was no younger than EFM's word either: else those after it are taken for older.
TEST_F(Answers, AnOverviewComesBackWhenItsSettingsAreMended)
{
    ExtensionServer server(Preload::yes, "efm.cache_ttl = 300\n" + std::string(patience));
    support::FakePcpServer pool(support::pool_of(2));
    support::write_own_text(server.efm().dir() / "hooks.conf", "nonsense = 1\n");
    EXPECT_THAT(error_of(server.login(), overview), HasSubstr("hooks.conf:1: unknown key"));
    server.name_pool(pool.port());
    EXPECT_TRUE(eventually([&] { return error_of(server.login(), overview).empty(); }));
    EXPECT_EQ(server.efm().count("cluster-status-json"), 1U);
}

// What a session told itself has versions of its own.
TEST_F(Answers, OfASessionThatAskedTooEarlyAreTheSharedOnesLater)
{
    ExtensionServer server(Preload::yes, "efm.cluster_name = ''\n");
    const Session session(server.login());
    EXPECT_THAT(session.error(status).words, HasSubstr("efm.cluster_name is not set"));
    session.value("SET efm.cluster_name = 'efm'");
    EXPECT_EQ(session.error(status).words, "");
}

TEST_F(Answers, OfASessionsOwnAreKeptApartByCluster)
{
    ExtensionServer server(Preload::no);
    support::FakePcpServer pool(support::pool_of(2));
    server.name_pool(pool.port());
    server.sql("CREATE EXTENSION efm_extension");
    const Session session(server.login());
    session.value(overview);
    const std::string counted =
        "SELECT count(*) > 0 FROM efm_extension.efm_metrics WHERE metric_name = 'efm_pgpool_up'";
    EXPECT_EQ(session.value(counted), "t");
    session.value("SET efm.cluster_name = 'beta'");
    EXPECT_EQ(session.value(counted), "f");
}

// What had been begun may go on, and change what was seen.
class AfterAnOrder : public Answers {
protected:
    static void hang_orders(const ExtensionServer& server)
    {
        server.efm().misbehave("case \"$1\" in allow-node) while [ ! -e \"$dir/go\" ]; do sleep 0.05; done ;; esac");
    }

    static void let_go(const ExtensionServer& server) { support::write_text(server.efm().dir() / "go", ""); }
};

TEST_F(AfterAnOrder, WhoseProcessWasEndedNothingEarlierIsTold)
{
    ExtensionServer server(Preload::yes, "efm.cache_ttl = 300\n");
    hang_orders(server);
    const std::string job = server.sql("SELECT efm_extension.efm_allow_node_request('172.17.0.3')");
    ASSERT_TRUE(eventually([&] { return server.efm().count("allow-node") == 1; }));
    server.sql(status);
    const std::size_t before = server.efm().count("cluster-status-json");
    server.sql("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE backend_type = 'efm_job'");
    EXPECT_EQ(server.sql("SELECT efm_extension.efm_job_wait(" + job + ")"), "failed");
    server.sql(status);
    EXPECT_EQ(server.efm().count("cluster-status-json"), before + 1);
    let_go(server);
}

TEST_F(AfterAnOrder, ThatItsOwnSessionCancelledNothingEarlierIsTold)
{
    ExtensionServer server(Preload::no, "efm.cache_ttl = 300\n");
    server.sql("CREATE EXTENSION efm_extension");
    hang_orders(server);
    const Session session(server.login());
    session.value(status);
    session.value("SET statement_timeout = '1s'");
    EXPECT_EQ(session.error("SELECT efm_extension.efm_allow_node('172.17.0.3')").sqlstate, "57014");
    session.value("RESET statement_timeout");
    const std::size_t before = server.efm().count("cluster-status-json");
    session.value(status);
    EXPECT_EQ(server.efm().count("cluster-status-json"), before + 1);
    let_go(server);
}

}  // namespace
