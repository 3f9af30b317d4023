// A call ends when its caller wants it to, whatever efm does, and leaves nothing behind.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <thread>

#include "daemon.hpp"
#include "eventually.hpp"
#include "extension_server.hpp"
#include "live.hpp"

namespace {

using namespace std::chrono_literals;
using sql_test::error_of;
using sql_test::ExtensionServer;
using sql_test::Preload;
using support::eventually;
using ::testing::HasSubstr;

using Clock = std::chrono::steady_clock;

struct Fault {
    const char* name;
    std::string script;
};

// Every one ignores being asked to end, or has somebody who does.
const std::vector<Fault> faults{
    {"a child that hangs", "sleep 300; exit"},
    {"a grandchild that ignores TERM", "(trap '' TERM; while :; do sleep 1; done) & trap '' TERM; wait; sleep 300"},
    {"an output closed early", "exec >&- 2>&-; sleep 300"},
    {"endless output", "yes 0123456789012345678901234567890123456789"},
};

class Interrupt : public support::LiveTest, public ::testing::WithParamInterface<Preload> {
protected:
    void SetUp() override
    {
        if (!support::require_live()) return;
        server_ = std::make_unique<ExtensionServer>(GetParam());
        if (GetParam() == Preload::no) server_->sql("CREATE EXTENSION efm_extension");
        server_->sql("CREATE ROLE hurried SUPERUSER LOGIN; ALTER ROLE hurried SET statement_timeout = '300ms'");
    }

    // In the background: the session is gone, or has said why.
    std::thread ask(std::string& error) const
    {
        return std::thread(
            [&] { error = error_of(server_->login(), "SELECT efm_extension.efm_cluster_status('text')"); });
    }

    // Sends it to the session that asks, once efm runs.
    void send(const std::string& function) const
    {
        ASSERT_TRUE(eventually([&] { return server_->efm().count("cluster-status") > 0; }));
        server_->sql("SELECT " + function + "(pid) FROM pg_stat_activity WHERE query LIKE 'SELECT efm_ext%'");
    }

    bool nothing_is_left() const
    {
        return eventually([&] { return support::processes_in(server_->efm().dir()).empty(); });
    }

    std::unique_ptr<ExtensionServer> server_;
};

TEST_P(Interrupt, EndsAtTheStatementTimeout)
{
    for (const Fault& fault : faults) {
        server_->efm().misbehave(fault.script);
        for (const char* call : {"efm_cluster_status('text')", "efm_cluster_status_json()"}) {
            const auto start = Clock::now();
            const auto error = error_of(server_->login("hurried"), std::string("SELECT efm_extension.") + call);
            EXPECT_THAT(error, HasSubstr("statement timeout")) << fault.name << ": " << call;
            EXPECT_LT(Clock::now() - start, 5s) << fault.name << ": " << call;
        }
    }
}

TEST_P(Interrupt, EndsWhenCancelledOrTerminated)
{
    for (const Fault& fault : faults) {
        for (const auto& [function, words] : {std::pair{"pg_cancel_backend", "user request"},
                                              std::pair{"pg_terminate_backend", "administrator command"}}) {
            server_->efm().forget_calls();
            server_->efm().misbehave(fault.script);
            std::string error;
            std::thread caller = ask(error);
            send(function);
            caller.join();
            EXPECT_THAT(error, HasSubstr(words)) << fault.name;
        }
    }
}

TEST_P(Interrupt, LeavesNoProcessBehind)
{
    for (const Fault& fault : faults) {
        server_->efm().misbehave(fault.script);
        error_of(server_->login("hurried"), "SELECT efm_extension.efm_cluster_status('text')");
        EXPECT_TRUE(nothing_is_left()) << fault.name;
    }
}

TEST_P(Interrupt, AFastStopDoesNotWaitForIt)
{
    server_->efm().misbehave(faults[1].script);
    std::string error;
    std::thread caller = ask(error);
    EXPECT_TRUE(eventually([&] { return server_->efm().count("cluster-status") > 0; }));
    const auto start = Clock::now();
    server_->server().stop();
    EXPECT_LT(Clock::now() - start, 5s);
    caller.join();
    EXPECT_TRUE(nothing_is_left());
}

INSTANTIATE_TEST_SUITE_P(With, Interrupt, ::testing::Values(Preload::no, Preload::yes),
                         [](const auto& shown) { return shown.param == Preload::yes ? "Preload" : "outPreload"; });

}  // namespace
