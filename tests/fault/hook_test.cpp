// The built programs against a server that hangs, lies or breaks off: they end by their deadline and say so.
#include <gmock/gmock.h>
#include <poll.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <filesystem>
#include <fstream>

#include "fake_pcp_server.hpp"
#include "run.hpp"
#include "temp_dir.hpp"

namespace {

using namespace std::chrono_literals;
using support::FakePcpServer;
using support::Fault;
using ::testing::AnyOf;
using ::testing::HasSubstr;
using ::testing::StartsWith;
namespace fault = support::fault;

// The deadline that the hook is given, and what it may take in all before it is killed, which fails the test.
constexpr const char* deadline = "700ms";
constexpr auto limit = 700ms + 1'000ms;

class Hook : public ::testing::Test {
protected:
    Hook()
    {
        std::ofstream(passfile_) << "*:*:pcpu:secret\n";
        std::filesystem::permissions(passfile_, std::filesystem::perms{0600});
    }

    efm::CommandResult run(const FakePcpServer& server, const std::string& program, std::vector<std::string> arguments)
    {
        const std::string pool = server.address() + ':' + std::to_string(server.port());
        arguments.insert(arguments.end(), {"--pool", pool, "--timeout", deadline, "--set", "pcp.user=pcpu", "--set",
                                           "pcp.passfile=" + passfile_.string(), "--set", "log=none"});
        return support::run_program(program, arguments, {}, limit);
    }

    support::TempDir directory_;
    std::filesystem::path passfile_ = directory_.path() / "pcppass";
};

struct Hang {
    const char* name;
    char request;
    Fault fault;
};

class EveryHang : public Hook, public ::testing::WithParamInterface<Hang> {};

TEST_P(EveryHang, EndsByTheDeadlineWithAFailure)
{
    FakePcpServer server;
    server.on(GetParam().request, GetParam().fault);
    const auto result = run(server, "load_balancer_detach", {"127.0.0.1:5434", "s"});
    EXPECT_EQ(result.ending, efm::CommandResult::Ending::exited) << result.out;
    EXPECT_THAT(result.exit_code, AnyOf(69, 75, 76)) << result.out;
    EXPECT_THAT(result.out, StartsWith("error: "));
}

INSTANTIATE_TEST_SUITE_P(
    Each, EveryHang,
    ::testing::Values(Hang{"silent_after_accept", FakePcpServer::at_accept, fault::silence},
                      Hang{"silent_at_login", 'R', fault::silence}, Hang{"silent_at_survey", 'H', fault::silence},
                      Hang{"byte_per_second", 'H', fault::slow(1000ms)}, Hang{"half_closed", 'L', fault::half_close},
                      Hang{"garbage", 'L', fault::garbage}, Hang{"desync_long", 'H', fault::length_off_by(7)},
                      Hang{"desync_short", 'H', fault::length_off_by(-7)},
                      Hang{"notice_flood", 'H', fault::endless_notices},
                      Hang{"reply_of_16_mib", 'H', fault::oversized(17 << 20)},
                      Hang{"success_and_do_nothing", 'D', fault::say_success_and_do_nothing},
                      Hang{"reset_for_ever", 'M', fault::reset}, Hang{"unbelievable_length", 'L', fault::length(3)}),
    [](const auto& row) { return row.param.name; });

TEST_F(Hook, ReportsALostAnswerAsDoneWhenItWasDone)
{
    FakePcpServer server;
    server.on('D', Fault{fault::silence}.carried_out());
    const auto result = run(server, "load_balancer_detach", {"127.0.0.1:5434"});
    EXPECT_THAT(result.exit_code, AnyOf(0, 75)) << result.out;
    EXPECT_EQ(server.pool().backends[2].status, pcp::NodeStatus::down);
}

TEST_F(Hook, SendsNothingThatChangesAnythingInADryRun)
{
    FakePcpServer server;
    for (const char* program : {"load_balancer_detach", "load_balancer_attach"}) {
        run(server, program, {"127.0.0.1:5434", "p", "--dry-run"});
    }
    run(server, "pgpool_backend", {"promote", "127.0.0.1", "5433", "--dry-run"});
    run(server, "follow_primary", {"1", "0", "--dry-run"});
    EXPECT_THAT(server.mutating_requests(), ::testing::IsEmpty());
}

TEST_F(Hook, SaysWhichFaultThePasswordFileHas)
{
    FakePcpServer server;
    std::filesystem::permissions(passfile_, std::filesystem::perms{0644});
    auto result = run(server, "load_balancer_detach", {"127.0.0.1:5434"});
    EXPECT_EQ(result.exit_code, 77);
    EXPECT_THAT(result.out, HasSubstr("chmod 600"));
    EXPECT_EQ(server.connections(), 0);
}

TEST_F(Hook, PrintsNoSecretEvenIfItIsVerbose)
{
    FakePcpServer server;
    const auto result = run(server, "load_balancer_detach", {"127.0.0.1:5434", "--verbose"});
    EXPECT_EQ(result.exit_code, 0) << result.out;
    EXPECT_THAT(result.out + result.err, ::testing::Not(HasSubstr("secret")));
    EXPECT_THAT(result.err, HasSubstr("verify: backend 2"));
}

TEST_F(Hook, SaysNothingWhenItIsQuietAndAllIsWell)
{
    FakePcpServer server;
    EXPECT_EQ(run(server, "load_balancer_detach", {"127.0.0.1:5434", "--quiet"}).out, "");
    EXPECT_THAT(run(server, "load_balancer_detach", {"127.9.9.9", "--quiet"}).out, StartsWith("error: "));
}

TEST_F(Hook, TakesAnotherDialectThanItsOwnFromTheServer)
{
    FakePcpServer server{support::pool_of(3, {0, 0})};
    const auto result = run(server, "load_balancer_detach", {"127.0.0.1:5434", "s"});
    EXPECT_EQ(result.exit_code, 0) << result.out;
}

TEST_F(Hook, TakesPlaceholdersThatStandForNothing)
{
    FakePcpServer server;
    const auto result =
        run(server, "follow_primary", {"--node-id", "1", "--old-primary", "", "-N", "\"\"", "--dry-run"});
    EXPECT_EQ(result.exit_code, 0) << result.out;
}

TEST_F(Hook, IsRefusedWhenThePoolHasAnotherServerUnderThatId)
{
    FakePcpServer server;
    const auto result = run(server, "follow_primary", {"1", "0", "--host", "127.0.0.1", "--port", "5434"});
    EXPECT_EQ(result.exit_code, 75) << result.out;
    EXPECT_THAT(result.out, HasSubstr("was expected"));
}

TEST_F(Hook, SaysEverythingOnOneLine)
{
    FakePcpServer server;
    const auto result = run(server, "pgpool_backend", {"bad\nverb\x1b[31m"});
    EXPECT_EQ(std::count(result.out.begin(), result.out.end(), '\n'), 1);
    EXPECT_EQ(result.out.find('\x1b'), std::string::npos);
}

TEST_F(Hook, AnswersInJsonEvenIfTheCommandLineIsOff)
{
    FakePcpServer server;
    EXPECT_THAT(run(server, "pgpool_backend", {"--json", "--bogus"}).out, StartsWith("{\"schema\":1"));
}

TEST_F(Hook, ShowsWhatIsWrongWithAPoolWhoseServersAreDead)
{
    const FakePcpServer server;
    const auto result = run(server, "pgpool_backend", {"status"});
    EXPECT_EQ(result.exit_code, 75) << result.out;
    EXPECT_THAT(result.out, HasSubstr("is attached in pool"));
    EXPECT_THAT(result.out, HasSubstr("its server takes no connections: Connection refused"));
    EXPECT_THAT(server.mutating_requests(), ::testing::IsEmpty());
}

class StatusOfAPool : public Hook, public ::testing::WithParamInterface<Hang> {};

TEST_P(StatusOfAPool, ThatCannotBeSeenEndsByTheDeadlineAndSaysSo)
{
    FakePcpServer server;
    server.on(GetParam().request, GetParam().fault);
    const auto result = run(server, "pgpool_backend", {"status"});
    EXPECT_EQ(result.exit_code, 69) << result.out;
    EXPECT_THAT(result.out, StartsWith("nothing can be seen"));
    EXPECT_THAT(result.out, HasSubstr("cannot be seen: "));
}

INSTANTIATE_TEST_SUITE_P(Each, StatusOfAPool,
                         ::testing::Values(Hang{"silent_after_accept", FakePcpServer::at_accept, fault::silence},
                                           Hang{"silent", 'H', fault::silence}, Hang{"garbage", 'L', fault::garbage},
                                           Hang{"byte_per_second", 'B', fault::slow(1000ms)}),
                         [](const auto& row) { return row.param.name; });

TEST_F(Hook, SaysThatNothingCanBeSeenForWantOfSettings)
{
    FakePcpServer server;
    std::filesystem::permissions(passfile_, std::filesystem::perms{0644});
    EXPECT_EQ(run(server, "pgpool_backend", {"status"}).exit_code, 77);
    EXPECT_EQ(run(server, "pgpool_backend", {"status", "--set", "efm.cluster=efm"}).exit_code, 69);
}

TEST_F(Hook, ShowsTheStateAgainAndAgainUntilItIsToldToEnd)
{
    const FakePcpServer server;
    const auto pages = run(server, "pgpool_backend", {"status", "--watch=10ms"});
    EXPECT_EQ(pages.ending, efm::CommandResult::Ending::timed_out);
    EXPECT_EQ(pages.signal, std::nullopt) << "it had to be killed";
    const std::size_t second = pages.out.find("\n\n4 disagreements");
    EXPECT_THAT(pages.out, StartsWith("4 disagreements"));
    EXPECT_NE(second, pages.out.npos) << pages.out;
    EXPECT_THAT(pages.out, ::testing::Not(HasSubstr("\033")));
    EXPECT_EQ(run(server, "pgpool_backend", {"status", "--watch=soon"}).exit_code, 78);
}

class WrongWords : public Hook, public ::testing::WithParamInterface<std::vector<std::string>> {};

TEST_P(WrongWords, AreAUsageErrorOnTheFirstLine)
{
    FakePcpServer server;
    std::vector<std::string> arguments = GetParam();
    const std::string program = arguments.front();
    arguments.erase(arguments.begin());
    const auto result = run(server, program, arguments);
    EXPECT_EQ(result.exit_code, 64) << result.out;
    EXPECT_THAT(result.out, StartsWith("error: "));
    EXPECT_EQ(server.connections(), 0);
}

INSTANTIATE_TEST_SUITE_P(
    Each, WrongWords,
    ::testing::Values(
        std::vector<std::string>{"load_balancer_attach"}, std::vector<std::string>{"load_balancer_attach", ""},
        std::vector<std::string>{"load_balancer_detach", "a", "s", "x"},
        std::vector<std::string>{"load_balancer_detach", "--", "-rf"},
        std::vector<std::string>{"load_balancer_detach", "a;reboot:"}, std::vector<std::string>{"pgpool_backend"},
        std::vector<std::string>{"pgpool_backend", "attch", "a"}, std::vector<std::string>{"pgpool_backend", "attach"},
        std::vector<std::string>{"pgpool_backend", "attach", "a", "99999"},
        std::vector<std::string>{"pgpool_backend", "config", "export"}, std::vector<std::string>{"follow_primary"},
        std::vector<std::string>{"follow_primary", "x", "0"}, std::vector<std::string>{"follow_primary", "128"},
        std::vector<std::string>{"follow_primary", "1", "--no-such-option"},
        std::vector<std::string>{"follow_primary", "1", "--data-dir", "--host", "x"},
        std::vector<std::string>{"load_balancer_detach", "a", "--set", "pcp.usr=x"}));

// Its listening sockets, which it could not bind again when it is restarted.
TEST_F(Hook, FollowPrimaryLetsGoOfWhatPgpoolHandsDown)
{
    FakePcpServer server;
    server.on('M', fault::silence);
    int ends[2];
    ASSERT_EQ(::pipe(ends), 0);
    const std::string program = support::built_program("follow_primary");
    const std::string pool = server.address() + ':' + std::to_string(server.port());
    std::vector<std::string> words{program,
                                   "1",
                                   "0",
                                   "--pool",
                                   pool,
                                   "--timeout",
                                   "60s",
                                   "--set",
                                   "log=none",
                                   "--set",
                                   "pcp.user=pcpu",
                                   "--set",
                                   "pcp.passfile=" + passfile_.string()};
    std::vector<char*> argv;
    for (std::string& word : words) argv.push_back(word.data());
    argv.push_back(nullptr);
    pid_t pid = 0;
    ASSERT_EQ(::posix_spawn(&pid, program.c_str(), nullptr, nullptr, argv.data(), environ), 0);
    ::close(ends[1]);

    pollfd hang_up{ends[0], POLLIN, 0};
    EXPECT_EQ(::poll(&hang_up, 1, 30'000), 1) << "half its time is over, and it still has the other end";

    ::close(ends[0]);
    ::kill(pid, SIGKILL);
    ::waitpid(pid, nullptr, 0);
}

}  // namespace
