#include "efm/command_runner.hpp"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "efm/error.hpp"

namespace {

using efm::Command;
using efm::CommandResult;
using Ending = efm::CommandResult::Ending;
using namespace std::chrono_literals;
using ::testing::HasSubstr;

CommandResult run(const Command& command)
{
    return efm::BoostCommandRunner{}.run(command);
}

// A shell is only the program under command here: the runner itself uses none.
Command shell(const std::string& script)
{
    Command command;
    command.argv = {"/bin/sh", "-c", script};
    return command;
}

Command shell(const std::string& script, std::chrono::milliseconds limit)
{
    Command command = shell(script);
    command.patience.deadline = pcp::Deadline::after(limit);
    return command;
}

// A zombie that nobody has reaped yet is dead.
bool is_alive(pid_t pid)
{
    std::ifstream stat("/proc/" + std::to_string(pid) + "/stat");
    std::string id;
    std::string name;
    std::string state;
    return stat >> id >> name >> state && state != "Z";
}

bool dies_soon(pid_t pid)
{
    const pcp::Patience patience{pcp::Deadline::after(2s)};
    while (is_alive(pid) && !patience.deadline.expired()) pcp::pause(patience, 5ms);
    return !is_alive(pid);
}

// Zombies, too.
bool has_children()
{
    siginfo_t info{};
    return ::waitid(P_ALL, 0, &info, WEXITED | WNOHANG | WNOWAIT) == 0;
}

efm::Error::Kind kind_of_failure(const Command& command)
{
    try {
        run(command);
    } catch (const efm::Error& error) {
        return error.kind();
    }
    ADD_FAILURE() << "no error";
    return efm::Error::Kind::cancelled;
}

TEST(CommandRunner, KeepsOutputErrorsAndExitCodeApart)
{
    const auto result = run(shell("echo report; echo trouble >&2; exit 3"));

    EXPECT_EQ(result.ending, Ending::exited);
    EXPECT_EQ(result.exit_code, 3);
    EXPECT_EQ(result.out, "report\n");
    EXPECT_EQ(result.err, "trouble\n");
    EXPECT_FALSE(result.succeeded());
}

TEST(CommandRunner, PassesArgumentsUntouched)
{
    Command command;
    command.argv = {"/usr/bin/printf", "[%s]", "two words", "", "$HOME;`id`", "\"'\\", "*"};

    EXPECT_EQ(run(command).out, "[two words][][$HOME;`id`][\"'\\][*]");
}

TEST(CommandRunner, LooksABareNameUpInThePathTheProgramGets)
{
    Command command;
    command.argv = {"true"};
    EXPECT_TRUE(run(command).succeeded());

    command.environment["PATH"] = "/nowhere";
    EXPECT_EQ(kind_of_failure(command), efm::Error::Kind::system);
}

TEST(CommandRunner, AddsToTheEnvironmentOrReplacesIt)
{
    Command command;
    command.argv = {"/usr/bin/env"};
    command.environment = {{"PGDATABASE", "app one"}, {"HOME", "/nowhere"}};
    const std::string added = run(command).out;
    EXPECT_THAT(added, HasSubstr("PGDATABASE=app one\n"));
    EXPECT_THAT(added, HasSubstr("HOME=/nowhere\n"));
    EXPECT_THAT(added, HasSubstr("PATH="));

    command.inherit_environment = false;
    EXPECT_EQ(run(command).out, "HOME=/nowhere\nPGDATABASE=app one\n");
}

TEST(CommandRunner, GivesTheProgramNoInput)
{
    Command command;
    command.argv = {"/bin/cat"};
    EXPECT_TRUE(run(command).succeeded());
    EXPECT_FALSE(run(shell("read answer </dev/tty")).succeeded());
}

TEST(CommandRunner, GivesTheProgramTheInputItIsToldTo)
{
    Command command = shell("read first; read second; read third; echo $?; echo $first-$second");
    command.input = "y\nn\n";
    EXPECT_EQ(run(command).out, "1\ny-n\n") << "the end follows the last line";

    command.argv = {"/usr/bin/wc", "-c"};
    command.input = std::string(3'000'000, 'x');
    EXPECT_EQ(run(command).out, "3000000\n");
    command.input = "";
    EXPECT_EQ(run(command).out, "0\n");
}

TEST(CommandRunner, InputThatNobodyReadsHurtsNobody)
{
    Command command = shell("exec sleep 60", 100ms);
    command.input = std::string(1'000'000, 'x');
    EXPECT_EQ(run(command).ending, Ending::timed_out);
    command = shell("exit 3");
    command.input = "y\n";
    EXPECT_EQ(run(command).exit_code, 3);
}

TEST(CommandRunner, TellsASignalFromAnExitCode)
{
    const auto result = run(shell("kill -9 $$"));

    EXPECT_EQ(result.ending, Ending::signalled);
    EXPECT_EQ(result.signal, SIGKILL);
    EXPECT_EQ(result.exit_code, std::nullopt);
}

TEST(CommandRunner, ReadsBothPipesAtOnce)
{
    const auto result = run(shell("head -c 500000 /dev/zero; head -c 500000 /dev/zero >&2; echo end"));

    EXPECT_EQ(result.out.size(), 500'004U);
    EXPECT_EQ(result.err.size(), 500'000U);
}

TEST(CommandRunner, CutsOutputAtTheCapAndReadsOn)
{
    Command command = shell("head -c 3000000 /dev/zero; echo done >&2");
    command.output_cap = 1000;
    const auto result = run(command);

    EXPECT_EQ(result.out.size(), 1000U);
    EXPECT_TRUE(result.out_truncated);
    EXPECT_EQ(result.err, "done\n");
    EXPECT_FALSE(result.err_truncated);
}

TEST(CommandRunner, StopsTheProgramAtTheDeadlineAndKeepsWhatItSaid)
{
    const auto result = run(shell("echo started; exec sleep 60", 150ms));

    EXPECT_EQ(result.ending, Ending::timed_out);
    EXPECT_EQ(result.exit_code, std::nullopt);
    EXPECT_EQ(result.out, "started\n");
    EXPECT_GE(result.duration, 150ms);
    EXPECT_LT(result.duration, 600ms);
}

TEST(CommandRunner, KillsAProgramThatIgnoresItsTermination)
{
    const auto result = run(shell("trap '' TERM; while :; do sleep 60 & wait; done", 100ms));

    EXPECT_EQ(result.ending, Ending::timed_out);
    EXPECT_LT(result.duration, 1100ms);
}

TEST(CommandRunner, LetsAProgramTakeItsGrace)
{
    const std::string ready = std::filesystem::temp_directory_path() / ("ready-" + std::to_string(::getpid()));
    Command command =
        shell("trap 'sleep 0.6; echo over; exit' TERM; : >" + ready + "; while :; do sleep 60 & wait; done");
    command.patience.cancelled = [&] {
        return ::access(ready.c_str(), F_OK) == 0;
    };
    command.grace = 20s;
    EXPECT_EQ(run(command).out, "over\n");
    std::filesystem::remove(ready);
}

// As sudo has to pass on what it is told.
TEST(CommandRunner, LeavesWhatMayNotBeKilledToEndByItselfAndReapsItLater)
{
    const std::string name = std::filesystem::temp_directory_path() / ("ends-" + std::to_string(::getpid()));
    Command command = shell("trap 'until [ -e " + name + ".go ]; do sleep 0.01; done; : >" + name +
                                "; exit' TERM; while :; do sleep 0.01; done",
                            100ms);
    command.grace = 20ms;
    command.killable = false;
    EXPECT_EQ(run(command).ending, Ending::timed_out);
    EXPECT_TRUE(has_children()) << "it was killed";
    std::ofstream(name + ".go") << "";
    const pcp::Patience patience{pcp::Deadline::after(10s)};
    for (; has_children() && !patience.deadline.expired(); pcp::pause(patience, 5ms)) run(shell(":"));
    EXPECT_FALSE(has_children()) << "it was not told, or not reaped";
    EXPECT_EQ(::access(name.c_str(), F_OK), 0) << "it was not told";
    for (const std::string& file : {name, name + ".go"}) std::filesystem::remove(file);
}

TEST(CommandRunner, AFloodDoesNotOutlastTheDeadline)
{
    const auto result = run(shell("trap '' TERM PIPE; while :; do cat /dev/zero; done", 200ms));

    EXPECT_EQ(result.ending, Ending::timed_out);
    EXPECT_LT(result.duration, 1200ms);
    EXPECT_TRUE(result.out_truncated);
}

TEST(CommandRunner, LeavesNothingOfTheGroupBehind)
{
    const auto timed_out = run(shell("sleep 60 & echo $!; wait", 150ms));
    EXPECT_TRUE(dies_soon(std::stoi(timed_out.out)));

    const auto exited = run(shell("sleep 60 >/dev/null 2>&1 & echo $!"));
    EXPECT_TRUE(exited.succeeded());
    EXPECT_TRUE(dies_soon(std::stoi(exited.out)));
}

TEST(CommandRunner, DoesNotWaitForAGrandchildThatHoldsThePipes)
{
    const auto in_the_group = run(shell("echo here; sleep 60 &"));
    EXPECT_TRUE(in_the_group.succeeded());
    EXPECT_EQ(in_the_group.out, "here\n");
    EXPECT_LT(in_the_group.duration, 400ms);

    const auto outside = run(shell(R"sh(setsid sh -c 'echo $$; exec sleep 60' &
        until [ "$(cut -d' ' -f6 /proc/$!/stat)" = $! ]; do :; done)sh"));
    EXPECT_TRUE(outside.succeeded());
    EXPECT_LT(outside.duration, 1000ms);
    ::kill(std::stoi(outside.out), SIGKILL);
}

TEST(CommandRunner, EndsWhenCancelled)
{
    Command command = shell("exec sleep 60");
    int questions = 0;
    command.patience.cancelled = [&] {
        return ++questions > 3;
    };
    const auto result = run(command);

    EXPECT_EQ(result.ending, Ending::cancelled);
    EXPECT_LT(result.duration, 600ms);
}

TEST(CommandRunner, StartsNothingOnceItIsTooLate)
{
    Command command;
    command.argv = {"/nowhere/efm", "promote"};
    command.patience.deadline = pcp::Deadline::after(0ms);
    EXPECT_EQ(run(command).ending, Ending::timed_out);

    command.patience = {};
    command.patience.cancelled = [] {
        return true;
    };
    EXPECT_EQ(run(command).ending, Ending::cancelled);
}

TEST(CommandRunner, HandsDownNoDescriptors)
{
    const int low = ::open("/dev/null", O_RDONLY);
    const int high = ::fcntl(low, F_DUPFD, 200);
    Command command;
    command.argv = {"/bin/ls", "/proc/self/fd"};
    const std::string listed = run(command).out;  // 3 is the folder that ls reads
    ::close(low);
    ::close(high);

    EXPECT_EQ(listed, "0\n1\n2\n3\n");
}

TEST(CommandRunner, HandsDownNoIgnoredOrBlockedSignals)
{
    const auto before = std::signal(SIGPIPE, SIG_IGN);
    const std::string status = run(shell("grep -E 'Sig(Ign|Blk)' /proc/self/status")).out;
    std::signal(SIGPIPE, before);

    EXPECT_EQ(status, "SigBlk:\t0000000000000000\nSigIgn:\t0000000000000000\n");
}

// Those of tests before this one.
void reap_children()
{
    while (::waitpid(-1, nullptr, 0) > 0) continue;
}

TEST(CommandRunner, LeavesSignalsAndOtherChildrenAlone)
{
    reap_children();
    struct sigaction before {};
    ::sigaction(SIGCHLD, nullptr, &before);
    const pid_t other = ::fork();
    if (other == 0) ::_exit(7);

    EXPECT_TRUE(run(shell("true")).succeeded());

    struct sigaction after {};
    ::sigaction(SIGCHLD, nullptr, &after);
    EXPECT_EQ(after.sa_handler, before.sa_handler);
    int status = 0;
    EXPECT_EQ(::waitpid(other, &status, 0), other);
    EXPECT_EQ(WEXITSTATUS(status), 7);
    EXPECT_EQ(::waitpid(-1, &status, WNOHANG), -1) << "a child was left behind";
}

TEST(CommandRunner, NamesAProgramThatCannotBeStarted)
{
    Command command;
    command.argv = {"/nowhere/efm", "cluster-status"};
    try {
        run(command);
        FAIL() << "no error";
    } catch (const efm::Error& error) {
        EXPECT_EQ(error.kind(), efm::Error::Kind::system);
        EXPECT_STREQ(error.what(), "cannot run /nowhere/efm: No such file or directory");
    }
}

// The exit handlers of a database backend give its shared memory back: a child must not run them.
std::array<int, 2> exit_pipe{};

TEST(CommandRunner, AFailedStartRunsNoExitHandlersAndLeavesNoZombie)
{
    reap_children();
    ASSERT_EQ(::pipe2(exit_pipe.data(), O_NONBLOCK), 0);
    std::atexit([] { (void)!::write(exit_pipe[1], "x", 1); });
    Command command;
    command.argv = {"/nowhere/efm"};
    EXPECT_EQ(kind_of_failure(command), efm::Error::Kind::system);

    char byte = 0;
    EXPECT_EQ(::read(exit_pipe[0], &byte, 1), -1) << "an exit handler ran in the child";
    EXPECT_EQ(::waitpid(-1, nullptr, WNOHANG), -1) << "a child was left behind";
}

TEST(CommandRunner, RefusesWhatCannotBeACommand)
{
    Command command;
    EXPECT_EQ(kind_of_failure(command), efm::Error::Kind::usage);
    command.argv = {"/bin/echo", std::string("a\0b", 3)};
    EXPECT_EQ(kind_of_failure(command), efm::Error::Kind::usage);
    command.argv = {"/bin/echo"};
    command.environment = {{"A=B", "c"}};
    EXPECT_EQ(kind_of_failure(command), efm::Error::Kind::usage);
}

}  // namespace
