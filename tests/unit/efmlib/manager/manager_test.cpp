#include "efm/manager.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <deque>
#include <functional>

#include "efm/error.hpp"
#include "status_samples.hpp"

namespace {

using efm::Address;
using efm::Command;
using efm::CommandResult;
using efm::Error;
using efm::Manager;
using efm::Promotion;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::Pair;
using ::testing::StartsWith;
using ::testing::UnorderedElementsAre;

CommandResult ended(int code, const std::string& out, const std::string& err = "")
{
    CommandResult result;
    result.exit_code = code;
    result.out = out;
    result.err = err;
    return result;
}

// Runs nothing: keeps the commands, and gives the answers it was told to.
class RecordingRunner : public efm::CommandRunner {
public:
    CommandResult run(const Command& command) override
    {
        commands.push_back(command);
        if (answers.empty()) return ended(0, "");
        CommandResult answer = answers.front();
        answers.pop_front();
        return answer;
    }

    std::vector<Command> commands;
    std::deque<CommandResult> answers;
};

class EfmManager : public testing::Test {
protected:
    const Command& last() const { return runner.commands.back(); }

    // The arguments behind "/usr/edb/efm-5.4/bin/efm".
    std::vector<std::string> arguments() const
    {
        EXPECT_EQ(last().argv.at(0), "/usr/edb/efm-5.4/bin/efm");
        return {last().argv.begin() + 1, last().argv.end()};
    }

    Error failure(const std::function<void()>& act) const
    {
        try {
            act();
        } catch (const Error& error) {
            return error;
        }
        return {Error::Kind::bad_data, "no error"};
    }

    RecordingRunner runner;
    Manager::Setup setup{.command = "/usr/edb/efm-5.4/bin/efm", .cluster = "acct"};
    Manager manager{setup, runner};
    pcp::Patience patience;
    Address node{"10.20.30.12", {}};
};

TEST_F(EfmManager, OrdersAreExactlyTheseArguments)
{
    manager.allow_node(node, patience);
    EXPECT_THAT(arguments(), ElementsAre("allow-node", "acct", "10.20.30.12"));
    manager.disallow_node({"2001:db8::12", {}}, patience);
    EXPECT_THAT(arguments(), ElementsAre("disallow-node", "acct", "2001:db8::12"));
    manager.set_priority(node, 0, patience);
    EXPECT_THAT(arguments(), ElementsAre("set-priority", "acct", "10.20.30.12", "0"));
    manager.resume(patience);
    EXPECT_THAT(arguments(), ElementsAre("resume", "acct"));
    manager.stop_cluster(patience);
    EXPECT_THAT(arguments(), ElementsAre("stop-cluster", "acct"));
    manager.reset_members(patience);
    EXPECT_THAT(arguments(), ElementsAre("reset-members", "acct"));
    manager.upgrade_conf("", patience);
    EXPECT_THAT(arguments(), ElementsAre("upgrade-conf", "acct"));
    manager.upgrade_conf("/etc/edb/efm-4.10", patience);
    EXPECT_THAT(arguments(), ElementsAre("upgrade-conf", "acct", "-source", "/etc/edb/efm-4.10"));
    manager.create_standby("", patience);
    EXPECT_THAT(arguments(), ElementsAre("create-standby", "acct"));
    manager.create_standby("/wal", patience);
    EXPECT_THAT(arguments(), ElementsAre("create-standby", "acct", "-waldir", "/wal"));
}

TEST_F(EfmManager, RunsWithoutInputAndToTheDeadlineItIsGiven)
{
    patience.cancelled = [] {
        return true;
    };
    manager.resume(patience);
    EXPECT_EQ(last().input, std::nullopt);
    EXPECT_EQ(last().patience.deadline.remaining(), patience.deadline.remaining());
    EXPECT_TRUE(last().patience.cancelled());
    EXPECT_THAT(last().environment, IsEmpty());
    EXPECT_TRUE(last().inherit_environment);
}

TEST_F(EfmManager, HandsTheEnvironmentDown)
{
    setup.java_home = "/usr/lib/jvm/java-17";
    setup.path = "/usr/bin:/bin";
    Manager(setup, runner).resume(patience);
    EXPECT_THAT(last().environment,
                UnorderedElementsAre(Pair("JAVA_HOME", "/usr/lib/jvm/java-17"), Pair("PATH", "/usr/bin:/bin")));
    EXPECT_THAT(arguments(), ElementsAre("resume", "acct"));
}

// The caller of a report has left within a tenth of a second; what changes something may end in peace.
TEST_F(EfmManager, OnlyReportsAreKilledAtOnce)
{
    manager.printed(efm::Report::cluster_text, patience);
    EXPECT_LE(last().grace, std::chrono::milliseconds{50});
    manager.resume(patience);
    EXPECT_EQ(last().grace, std::chrono::milliseconds{500});
}

TEST_F(EfmManager, SudoGetsTheEnvironmentAsArguments)
{
    setup.sudo_user = "efm";
    Manager(setup, runner).resume(patience);
    EXPECT_THAT(last().argv,
                ElementsAre("/usr/bin/sudo", "-n", "-u", "efm", "/usr/edb/efm-5.4/bin/efm", "resume", "acct"));

    setup.java_home = "/usr/lib/jvm/java-17";
    setup.path = "/usr/bin:/bin";
    Manager(setup, runner).set_priority(node, 1, patience);
    EXPECT_THAT(last().argv,
                ElementsAre("/usr/bin/sudo", "-n", "-u", "efm", "JAVA_HOME=/usr/lib/jvm/java-17", "PATH=/usr/bin:/bin",
                            "/usr/edb/efm-5.4/bin/efm", "set-priority", "acct", "10.20.30.12", "1"));
    EXPECT_THAT(last().environment, IsEmpty());
}

TEST_F(EfmManager, AnOrdersAnswerIsInformation)
{
    runner.answers = {ended(0, "resume signal sent to local agent.\n"),
                      ended(1, "", "Authorization file not found. Is the local agent running?\n"),
                      ended(0, "Not authorized to run this command. User 'a' is not a member of the `efm` group.")};
    EXPECT_EQ(manager.resume(patience), (efm::ControlResult{true, "resume signal sent to local agent.", 0}));
    EXPECT_EQ(manager.resume(patience),
              (efm::ControlResult{false, "Authorization file not found. Is the local agent running?", 1}));
    EXPECT_FALSE(manager.resume(patience).accepted) << "the words weigh more than the exit code";
}

TEST_F(EfmManager, AnOrdersAnswerCanBePrinted)
{
    runner.answers = {ended(0, std::string("a\0b\n\x1b[2Jc\xFF", 10)), ended(0, std::string(1'000'000, 'x'))};
    EXPECT_EQ(manager.resume(patience).text, "a b\n [2Jc\uFFFD");
    EXPECT_EQ(manager.resume(patience).text.size(), 65'536U);
}

TEST_F(EfmManager, AnOrderThatDidNotEndIsNoAnswer)
{
    CommandResult late = ended(0, "");
    late.exit_code = std::nullopt;
    late.ending = CommandResult::Ending::timed_out;
    runner.answers = {late, ended(1, "", "sudo: a password is required")};
    EXPECT_EQ(failure([&] { manager.resume(patience); }).kind(), Error::Kind::try_later);
    EXPECT_EQ(failure([&] { manager.resume(patience); }).kind(), Error::Kind::configuration);
}

TEST_F(EfmManager, NothingIsRunForAnArgumentThatIsNone)
{
    const std::vector<std::function<void()>> mistakes{
        [&] {
            manager.allow_node({"-h", {}}, patience);
        },
        [&] {
            manager.allow_node({"", {}}, patience);
        },
        [&] {
            manager.allow_node({"db1", 7800}, patience);
        },
        [&] {
            manager.disallow_node({"db1;reboot", {}}, patience);
        },
        [&] { manager.set_priority(node, -1, patience); },
        [&] { manager.set_priority(node, 1001, patience); },
        [&] { manager.upgrade_conf("relative", patience); },
        [&] { manager.upgrade_conf("/etc/../root", patience); },
        [&] { manager.create_standby("-waldir", patience); },
        [&] {
            manager.promote({.switchover = true, .source_node = Address{"$(id)", {}}}, patience);
        },
        [&] { manager.promote({.source_node = node, .answer = Promotion::Answer::yes}, patience); },
        [&] { manager.encrypt("", patience); },
    };
    for (const auto& mistake : mistakes) EXPECT_EQ(failure(mistake).kind(), Error::Kind::usage);
    EXPECT_THAT(runner.commands, IsEmpty());
}

TEST_F(EfmManager, ReadsTheStatus)
{
    runner.answers = {ended(1, samples::read("5.0-after-failover.json")), ended(0, samples::read("4.1-healthy.txt")),
                      ended(0, samples::read("5.4-node-standby.json"))};
    EXPECT_EQ(manager.cluster_status(patience).healthy, false);
    EXPECT_THAT(arguments(), ElementsAre("cluster-status-json", "acct"));
    EXPECT_EQ(manager.cluster_status_text(patience).members.size(), 4U);
    EXPECT_THAT(arguments(), ElementsAre("cluster-status", "acct"));
    EXPECT_EQ(manager.node_status(patience).members.at(0).address, "10.20.30.12");
    EXPECT_THAT(arguments(), ElementsAre("node-status-json", "acct"));
}

TEST_F(EfmManager, FallsBackToTheTextOnlyWhereTheJsonMakesNoSense)
{
    runner.answers = {ended(1, "Usage: efm <command>"), ended(0, samples::read("4.1-healthy.txt"))};
    const auto status = manager.cluster_status(patience);
    EXPECT_EQ(status.members.size(), 4U);
    EXPECT_EQ(status.healthy, true);
    EXPECT_THAT(status.remarks,
                ElementsAre(StartsWith("the text was read instead: efm cluster-status-json: no \"nodes")));

    runner.commands.clear();
    runner.answers = {ended(1, samples::read("4.10-no-agent.txt"))};
    EXPECT_EQ(failure([&] { manager.cluster_status(patience); }).kind(), Error::Kind::unreachable);
    EXPECT_EQ(runner.commands.size(), 1U);
}

TEST_F(EfmManager, PrintsAReportAsItIs)
{
    runner.answers = {ended(1, "anything")};
    EXPECT_EQ(manager.printed(efm::Report::cluster_text, patience).out, "anything");
}

TEST_F(EfmManager, ASwitchoverNeedsNoAnswer)
{
    runner.answers = {ended(0, "Promote/switchover command accepted by local agent. ...")};
    EXPECT_TRUE(manager.promote({.switchover = true, .quiet = true}, patience).accepted);
    EXPECT_THAT(arguments(), ElementsAre("promote", "acct", "-switchover", "-quiet"));
    EXPECT_EQ(last().input, std::nullopt);
}

TEST_F(EfmManager, APromotionThatWouldAskIsNotTriedWithoutAnAnswer)
{
    const Error error = failure([&] { manager.promote({}, patience); });
    EXPECT_EQ(error.kind(), Error::Kind::refused);
    EXPECT_STREQ(
        error.what(),
        "efm promote asks: The primary database will be shut down and a standby will be promoted. Are you sure "
        "you want to continue? [y/N]");
    EXPECT_THAT(runner.commands, IsEmpty());
}

TEST_F(EfmManager, AnAnsweredPromotionIsRun)
{
    const Promotion yes{.no_scripts = true, .answer = Promotion::Answer::yes};
    runner.answers = {ended(1, "Are you sure you want to continue? [y/N]:No.")};
    EXPECT_FALSE(manager.promote(yes, patience).accepted) << "answered, and yet EFM said no";
    EXPECT_THAT(arguments(), ElementsAre("promote", "acct", "-noscripts"));
    EXPECT_EQ(last().input, "y\n");
}

TEST_F(EfmManager, AQuestionLeftOpenIsARefusalThatShowsIt)
{
    runner.answers = {ended(1, "Would you like to attempt to promote the standby anyway [y/N]:")};
    const Error error = failure([&] { manager.promote({.switchover = true}, patience); });
    EXPECT_EQ(error.kind(), Error::Kind::refused);
    EXPECT_STREQ(error.what(),
                 "efm promote got no answer and returned 1; it asks: Would you like to attempt to promote the standby "
                 "anyway [y/N]");
}

TEST_F(EfmManager, EncryptHandsThePasswordOverInTheEnvironmentOnly)
{
    setup.sudo_user = "efm";
    runner.answers = {ended(0, "0123456789abcdef0123456789abcdef\n")};
    EXPECT_EQ(Manager(setup, runner).encrypt("s3cret", patience), "0123456789abcdef0123456789abcdef");
    EXPECT_THAT(arguments(), ElementsAre("encrypt", "acct", "--from-env"));
    EXPECT_THAT(last().environment, ElementsAre(Pair("EFMPASS", "s3cret")));
    EXPECT_EQ(last().input, std::nullopt);
}

TEST_F(EfmManager, NoErrorOfEncryptShowsThePassword)
{
    CommandResult late = ended(0, "encrypting s3cret");
    late.ending = CommandResult::Ending::timed_out;
    runner.answers = {ended(0, "EFMPASS password not found.\n"), ended(1, "bad s3cret", "s3crets3cret"), late};
    for (int i = 0; i < 3; ++i) {
        const Error error = failure([&] { manager.encrypt("s3cret", patience); });
        EXPECT_EQ(error.kind(), i < 2 ? Error::Kind::refused : Error::Kind::try_later);
        EXPECT_THAT(error.what(), Not(HasSubstr("s3cret")));
    }
}

TEST_F(EfmManager, ItsSetUpIsChecked)
{
    const auto refused = [&](const Manager::Setup& wrong) {
        EXPECT_EQ(failure([&] { Manager(wrong, runner); }).kind(), Error::Kind::configuration);
    };
    refused({.command = "efm", .cluster = "acct"});
    refused({.command = setup.command, .cluster = ""});
    refused({.command = setup.command, .cluster = "acct", .sudo_user = "-i"});
    refused({.command = setup.command, .cluster = "acct", .sudo_user = "efm", .sudo = "sudo"});
}

}  // namespace
