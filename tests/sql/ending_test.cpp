// The server ends when it is told to, and when it is killed, whatever its children do; and takes them along.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <thread>

#include "daemon.hpp"
#include "ended_call.hpp"
#include "eventually.hpp"
#include "extension_server.hpp"
#include "fake_pcp_server.hpp"
#include "hangs.hpp"
#include "live.hpp"

namespace {

using namespace std::chrono_literals;
using sql_test::EndedCall;
using sql_test::error_of;
using sql_test::ExtensionServer;
using sql_test::hangs;
using sql_test::Preload;
using sql_test::quickest;
using support::eventually;

using Clock = std::chrono::steady_clock;
constexpr auto bound = 1s;

EndedCall fast_stop(ExtensionServer& server)
{
    const auto start = Clock::now();
    server.server().stop();
    return {"", "", std::chrono::duration_cast<std::chrono::milliseconds>(Clock::now() - start)};
}

// Who runs efm while it hangs.
enum class Runner { backend, own_process, collector };

class Ending : public support::LiveTest, public ::testing::WithParamInterface<Runner> {
protected:
    void SetUp() override
    {
        if (!support::require_live()) return;
        const bool alone = GetParam() == Runner::own_process;
        server_ = std::make_unique<ExtensionServer>(alone ? Preload::no : Preload::yes);
        if (alone) server_->sql("CREATE EXTENSION efm_extension");
    }

    void begin(const char* script)
    {
        server_->efm().forget_calls();
        server_->efm().misbehave(script);
        caller_ = std::thread([this] { error_of(server_->login(), query()); });
        ASSERT_TRUE(eventually([&] { return !server_->efm().calls().empty(); }));
    }

    EndedCall stop()
    {
        const EndedCall ended = fast_stop(*server_);
        EXPECT_TRUE(nothing_is_left());
        caller_.join();
        server_->server().start();
        return ended;
    }

    void TearDown() override
    {
        if (caller_.joinable()) caller_.join();
    }

    static const char* query()
    {
        return GetParam() == Runner::backend ? "SELECT efm_extension.efm_cluster_status('text')"
                                             : "SELECT efm_extension.efm_cluster_status_json()";
    }

    bool nothing_is_left() const
    {
        return eventually([&] { return support::processes_in(server_->efm().dir()).empty(); });
    }

    std::unique_ptr<ExtensionServer> server_;
    std::thread caller_;
};

TEST_P(Ending, AFastStopDoesNotWait)
{
    for (const sql_test::Hang& hang : hangs) {
        const EndedCall ended = quickest(std::string("a fast stop, ") + hang.name, bound, [&] {
            begin(hang.script.c_str());
            return stop();
        });
        EXPECT_LT(ended.took, bound) << hang.name;
    }
}

TEST_P(Ending, AKilledPostmasterLeavesNoOrphan)
{
    begin(hangs[1].script.c_str());
    server_->server().kill9_postmaster();
    EXPECT_TRUE(nothing_is_left());
}

std::string name_of(const ::testing::TestParamInfo<Runner>& runner)
{
    constexpr const char* names[] = {"ABackend", "ABackendWithoutPreload", "TheCollector"};
    return names[static_cast<int>(runner.param)];
}

INSTANTIATE_TEST_SUITE_P(Of, Ending, ::testing::Values(Runner::backend, Runner::own_process, Runner::collector),
                         name_of);

TEST(EndingWhileAPoolIsSilent, TakesNoLongerThanOtherwise)
{
    if (!support::require_live()) return;
    ExtensionServer server(Preload::yes);
    support::FakePcpServer pool;
    pool.on(support::FakePcpServer::at_accept, support::Fault{});
    server.name_pool(pool.port());
    const EndedCall ended = quickest("a fast stop, a silent pool", bound, [&] {
        const int before = pool.connections();
        std::thread caller([&] { error_of(server.login(), "SELECT * FROM efm_extension.pgpool_nodes"); });
        EXPECT_TRUE(eventually([&] { return pool.connections() > before; }));
        const EndedCall one = fast_stop(server);
        caller.join();
        server.server().start();
        return one;
    });
    EXPECT_LT(ended.took, bound);
}

// EFM may be in the middle of a promotion: it is not killed, and not waited for either.
TEST(EndingOfAnOrder, LetsEfmGoOn)
{
    if (!support::require_live()) return;
    ExtensionServer server(Preload::yes);
    server.efm().misbehave(
        "case \"$1\" in allow-node) while [ ! -e \"$dir/go\" ]; do sleep 0.05; done; echo >\"$dir/went\" ;; esac");
    server.sql("SELECT efm_extension.efm_allow_node_request('172.17.0.3')");
    ASSERT_TRUE(eventually([&] { return server.efm().count("allow-node") == 1; }));
    server.server().stop();
    EXPECT_FALSE(std::filesystem::exists(server.efm().dir() / "went"));
    support::write_text(server.efm().dir() / "go", "");
    EXPECT_TRUE(eventually([&] { return std::filesystem::exists(server.efm().dir() / "went"); }));
}

}  // namespace
