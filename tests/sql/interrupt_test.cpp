// A call ends when its caller wants it to, whatever efm or a pool does, and leaves nothing behind.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <thread>

#include "daemon.hpp"
#include "eventually.hpp"
#include "extension_server.hpp"
#include "fake_pcp_server.hpp"
#include "hangs.hpp"
#include "live.hpp"
#include "session.hpp"

namespace {

using namespace std::chrono_literals;
using sql_test::error_of;
using sql_test::ExtensionServer;
using sql_test::Hang;
using sql_test::hangs;
using sql_test::Preload;
using support::eventually;
using ::testing::HasSubstr;

using Clock = std::chrono::steady_clock;

constexpr const char* ways[][2] = {{"pg_cancel_backend", "user request"},
                                   {"pg_terminate_backend", "administrator command"}};

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
        server_->sql(  // what the last test's reader asked for, and has left since
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE backend_type = 'efm_status_monitor'");
    }

    static std::unique_ptr<ExtensionServer> started()
    {
        auto server = std::make_unique<ExtensionServer>(GetParam());
        if (GetParam() == Preload::no) server->sql("CREATE EXTENSION efm_extension");
        server->sql("CREATE ROLE hurried SUPERUSER LOGIN; ALTER ROLE hurried SET statement_timeout = '300ms'");
        return server;
    }

    // In another session, which ends in that way once `begun` is seen.
    template <typename Begun>
    std::string error_when(const std::string& query, const std::string& way, Begun begun) const
    {
        std::string error;
        std::thread caller([&] { error = error_of(server_->login(), query); });
        EXPECT_TRUE(eventually(begun));
        server_->sql("SELECT " + way + "(pid) FROM pg_stat_activity WHERE query = $$" + query + "$$");
        caller.join();
        return error;
    }

    std::string hurried_error(const std::string& query) const
    {
        const auto start = Clock::now();
        std::string error = error_of(server_->login("hurried"), query);
        EXPECT_LT(Clock::now() - start, 5s) << query;
        return error;
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
        for (const char* call : {"efm_cluster_status('text')", "efm_cluster_status_json()"}) {
            EXPECT_THAT(hurried_error(std::string("SELECT efm_extension.") + call), HasSubstr("statement timeout"))
                << hang.name << ": " << call;
        }
    }
}

TEST_P(Interrupt, EndsWhenCancelledOrTerminated)
{
    for (const Hang& hang : hangs) {
        for (const auto& [way, words] : ways) {
            server_->efm().forget_calls();
            server_->efm().misbehave(hang.script);
            const auto begun = [&] {
                return server_->efm().count("cluster-status") > 0;
            };
            EXPECT_THAT(error_when("SELECT efm_extension.efm_cluster_status('text')", way, begun), HasSubstr(words))
                << hang.name;
        }
    }
}

TEST_P(Interrupt, LeavesNoProcessBehind)
{
    for (const Hang& hang : hangs) {
        server_->efm().misbehave(hang.script);
        hurried_error("SELECT efm_extension.efm_cluster_status('text')");
        EXPECT_TRUE(nothing_is_left()) << hang.name;
    }
}

// A pool that takes connections and says nothing.
TEST_P(Interrupt, DoesNotWaitForASilentPool)
{
    support::FakePcpServer pool;
    pool.on(support::FakePcpServer::at_accept, support::Fault{});
    const auto dir = server_->efm().dir();
    support::write_text(dir / "pcppass", "*:*:pcpu:secret\n", std::filesystem::perms{0600});
    support::write_own_text(dir / "hooks.conf", "pool = 127.0.0.1:" + std::to_string(pool.port()) +
                                                    "\npcp.user = pcpu\npcp.passfile = " + (dir / "pcppass").string() +
                                                    "\nstate_dir =\n");
    const std::string query = "SELECT count(*) FROM efm_extension.pgpool_nodes";
    EXPECT_THAT(hurried_error(query), HasSubstr("statement timeout"));
    for (const auto& [way, words] : ways) {
        const int before = pool.connections();
        EXPECT_THAT(error_when(query, way, [&] { return pool.connections() > before; }), HasSubstr(words));
    }
    EXPECT_TRUE(eventually([&] { return pool.open_connections() == 0; }));
    std::filesystem::remove(dir / "hooks.conf");
}

// Its own process was its only one: nobody is left to announce anything.
TEST_P(Interrupt, AnOrderThatWasCancelledIsNotWaitedFor)
{
    if (GetParam() == Preload::yes) return;  // there it goes on as a job
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
