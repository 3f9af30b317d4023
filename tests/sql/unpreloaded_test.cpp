// Without preloading. From PostgreSQL 17 on the first call makes the memory that all sessions share; up to 16 each is
// on its own.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "extension_server.hpp"
#include "live.hpp"

namespace {

using sql_test::error_of;
using sql_test::ExtensionServer;
using sql_test::Preload;

constexpr const char* status = "SELECT efm_extension.efm_cluster_status_json()";
constexpr const char* jobs = "SELECT count(*) FROM efm_extension.efm_jobs";

class Unpreloaded : public support::LiveTest {
protected:
    void SetUp() override
    {
        if (!support::require_live()) return;
        server_ = std::make_unique<ExtensionServer>(Preload::no, "efm.cache_ttl = 300s\n");
        server_->sql("CREATE EXTENSION efm_extension");
    }

    std::unique_ptr<ExtensionServer> server_;
};

TEST_F(Unpreloaded, OneRunAnswersAllSessionsOrEachItsOwn)
{
    for (int session = 0; session < 3; ++session) EXPECT_EQ(error_of(server_->login(), status), "");
    EXPECT_EQ(server_->efm().count("cluster-status-json"), server_->shares() ? 1U : 3U);
}

TEST_F(Unpreloaded, OrdersAreSeenByAllSessionsOrTheirOwn)
{
    EXPECT_EQ(server_->sql("SELECT efm_extension.efm_disallow_node('10.9.9.9')"), "0");
    EXPECT_EQ(server_->sql(jobs), server_->shares() ? "1" : "0");
}

TEST_F(Unpreloaded, AnOrderOutlivesItsSessionOrEndsWithIt)
{
    server_->sql("CREATE ROLE hurried SUPERUSER LOGIN; ALTER ROLE hurried SET statement_timeout = '300ms'");
    server_->efm().misbehave("case \"$1\" in allow-node) while [ ! -e \"$dir/go\" ]; do sleep 0.05; done ;; esac");
    EXPECT_THAT(error_of(server_->login("hurried"), "SELECT efm_extension.efm_allow_node('172.17.0.3')"),
                ::testing::HasSubstr("statement timeout"));
    support::write_text(server_->efm().dir() / "go", "");
    EXPECT_EQ(server_->sql("SELECT efm_extension.efm_job_wait(max(id)) FROM efm_extension.efm_jobs"),
              server_->shares() ? "done" : "");
}

}  // namespace
