// A call ends when its caller wants it to, whatever efm or a pool does, and leaves nothing behind.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>

#include "daemon.hpp"
#include "ended_call.hpp"
#include "eventually.hpp"
#include "extension_server.hpp"
#include "fake_pcp_server.hpp"
#include "hangs.hpp"
#include "live.hpp"
#include "session.hpp"

namespace {

using namespace std::chrono_literals;
using sql_test::ended_by_request;
using sql_test::ended_by_timeout;
using sql_test::EndedCall;
using sql_test::ExtensionServer;
using sql_test::Hang;
using sql_test::hangs;
using sql_test::Preload;
using sql_test::quickest;
using support::eventually;
using ::testing::HasSubstr;

constexpr auto bound = 1s;
constexpr auto timeout = 300ms;

constexpr const char* ways[][2] = {{"pg_cancel_backend", "57014"}, {"pg_terminate_backend", "57P01"}};
constexpr const char* text_status = "SELECT efm_extension.efm_cluster_status('text')";
constexpr const char* json_status = "SELECT efm_extension.efm_cluster_status_json()";

class Interrupt : public support::LiveTest, public ::testing::WithParamInterface<Preload> {
protected:
    static void TearDownTestSuite() { servers_.clear(); }

    void SetUp() override
    {
        if (!support::require_live()) return;
        auto& server = servers_[GetParam()];
        if (!server) server = started();
        server_ = server.get();
        server_->efm().forget_calls();
        server_->efm().misbehave("");
        end_collector();
    }

    // With what an earlier reader asked for, and has left since.
    void end_collector() const
    {
        server_->sql(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE backend_type = 'efm_status_monitor'");
    }

    static std::unique_ptr<ExtensionServer> started()
    {
        auto server = std::make_unique<ExtensionServer>(GetParam());
        if (GetParam() == Preload::no) server->sql("CREATE EXTENSION efm_extension");
        return server;
    }

    void expect_timeout(const std::string& query, const std::string& meanwhile) const
    {
        const EndedCall call = quickest(query + ", statement_timeout, " + meanwhile, bound,
                                        [&] { return ended_by_timeout(server_->login(), query, timeout); });
        EXPECT_EQ(call.sqlstate, "57014") << query << ", " << meanwhile;
        EXPECT_THAT(call.words, HasSubstr("statement timeout"));
        EXPECT_LT(call.took, bound) << query << ", " << meanwhile;
    }

    // `begun` makes a predicate for each attempt.
    template <typename Begun>
    void expect_ends(const std::string& query, const std::string& meanwhile, Begun begun) const
    {
        for (const auto& [way, sqlstate] : ways) {
            const std::string what = query + ", " + way + ", " + meanwhile;
            const EndedCall call =
                quickest(what, bound, [&] { return ended_by_request(server_->login(), query, way, begun()); });
            EXPECT_EQ(call.sqlstate, sqlstate) << what;
            EXPECT_LT(call.took, bound) << what;
        }
    }

    // efm is run once more.
    auto efm_runs() const
    {
        return [this, before = server_->efm().calls().size()] {
            return server_->efm().calls().size() > before;
        };
    }

    bool nothing_is_left() const
    {
        return eventually([&] { return support::processes_in(server_->efm().dir()).empty(); });
    }

    ExtensionServer* server_ = nullptr;

private:
    static inline std::map<Preload, std::unique_ptr<ExtensionServer>> servers_;
};

TEST_P(Interrupt, EndsAtTheStatementTimeout)
{
    for (const Hang& hang : hangs) {
        server_->efm().misbehave(hang.script);
        for (const char* query : {text_status, json_status}) expect_timeout(query, hang.name);
    }
}

TEST_P(Interrupt, EndsWhenCancelledOrTerminated)
{
    for (const Hang& hang : hangs) {
        server_->efm().misbehave(hang.script);
        expect_ends(text_status, hang.name, [&] { return efm_runs(); });
    }
}

TEST_P(Interrupt, LeavesNoProcessBehind)
{
    for (const Hang& hang : hangs) {
        server_->efm().misbehave(hang.script);
        ended_by_timeout(server_->login(), text_status, timeout);
        EXPECT_TRUE(nothing_is_left()) << hang.name;
    }
}

TEST_P(Interrupt, LeavesNoDescriptorOpen)
{
    const sql_test::Session session(server_->login());
    const std::string descriptors = "SELECT count(*) FROM pg_ls_dir('/proc/self/fd')";
    session.value("SET statement_timeout = 100");
    std::string before;
    for (const Hang& hang : hangs) {
        server_->efm().misbehave(hang.script);
        for (const char* query : {text_status, json_status}) {
            EXPECT_EQ(session.error(query).sqlstate, "57014") << hang.name;
            if (before.empty()) before = session.value(descriptors);  // what a first call opens stays
            EXPECT_EQ(session.value(descriptors), before) << hang.name << ": " << query;
        }
    }
}

// A pool that takes connections and says nothing.
TEST_P(Interrupt, DoesNotWaitForASilentPool)
{
    support::FakePcpServer pool;
    pool.on(support::FakePcpServer::at_accept, support::Fault{});
    server_->name_pool(pool.port());
    const std::string query = "SELECT count(*) FROM efm_extension.pgpool_nodes";
    expect_timeout(query, "a silent pool");
    expect_ends(query, "a silent pool", [&] {
        end_collector();
        return [&pool, before = pool.connections()] {
            return pool.connections() > before;
        };
    });
    end_collector();
    EXPECT_TRUE(eventually([&] { return pool.open_connections() == 0; }));
    std::filesystem::remove(server_->efm().dir() / "hooks.conf");
}

// Its own process was its only one: nobody is left to announce anything.
TEST_P(Interrupt, AnOrderThatWasCancelledIsNotWaitedFor)
{
    if (server_->shares()) return;  // there it goes on as a job
    server_->efm().misbehave(hangs.front().script);
    const sql_test::Session session(server_->login());
    session.value("SET statement_timeout = '300ms'");
    EXPECT_ANY_THROW(session.value("SELECT efm_extension.efm_allow_node('10.0.0.9')"));
    session.value("SET statement_timeout = 0");
    EXPECT_EQ(session.value("SELECT efm_extension.efm_job_wait(1)"), "failed");
    EXPECT_TRUE(nothing_is_left());
}

INSTANTIATE_TEST_SUITE_P(With, Interrupt, ::testing::Values(Preload::no, Preload::yes),
                         [](const auto& shown) { return shown.param == Preload::yes ? "Preload" : "outPreload"; });

}  // namespace
