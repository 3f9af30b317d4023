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

}  // namespace
