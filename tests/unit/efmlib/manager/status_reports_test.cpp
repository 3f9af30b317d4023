#include "efm/status_reports.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "efm/error.hpp"
#include "status_samples.hpp"

namespace {

using efm::CommandResult;
using efm::Error;
using efm::Report;
using ::testing::HasSubstr;

CommandResult ended(int code, const std::string& out, const std::string& err = "")
{
    CommandResult result;
    result.exit_code = code;
    result.out = out;
    result.err = err;
    return result;
}

Error failure(const CommandResult& result, Report report = Report::cluster_json)
{
    try {
        read_report(report, result);
    } catch (const Error& error) {
        return error;
    }
    return {Error::Kind::usage, "no error"};
}

TEST(StatusReports, AnExitCodeOfOneWithAReportIsAReport)
{
    const auto status = read_report(Report::cluster_json, ended(1, samples::read("5.0-after-failover.json")));
    EXPECT_EQ(status.healthy, false);
    EXPECT_EQ(status.members.size(), 3U);
    EXPECT_EQ(read_report(Report::cluster_text, ended(0, samples::read("4.1-healthy.txt"))).healthy, true);
    EXPECT_EQ(read_report(Report::node_json, ended(1, samples::read("5.4-node-idle.json"))).healthy, false);
}

TEST(StatusReports, ARefusalIsToldByItsWordsOnEitherStream)
{
    const std::string no_agent = samples::read("4.10-no-agent.txt");
    EXPECT_EQ(failure(ended(1, no_agent)).kind(), Error::Kind::unreachable);
    EXPECT_EQ(failure(ended(1, "", no_agent)).kind(), Error::Kind::unreachable);
    EXPECT_STREQ(failure(ended(1, "", no_agent)).what(),
                 "efm cluster-status-json: Authorization file not found. Is the local agent running?");
    const std::string not_in_group = samples::read("4.10-not-in-group.txt");
    EXPECT_EQ(failure(ended(1, not_in_group), Report::cluster_text).kind(), Error::Kind::refused);
    EXPECT_EQ(failure(ended(0, no_agent)).kind(), Error::Kind::unreachable) << "whatever the exit code";
}

TEST(StatusReports, ARefusalOfSudosIsToldFromItsWarnings)
{
    const std::string warning = "sudo: unable to resolve host db1\n";
    for (const std::string words :
         {"sudo: a password is required\n", "Sorry, user a is not allowed to execute '/efm' as efm on db1.\n",
          "a is not in the sudoers file.\n", "a is not allowed to run sudo on db1.\n",
          "Sorry, user a may not run sudo on db1.\n"}) {
        EXPECT_EQ(failure(ended(1, "", words)).kind(), Error::Kind::configuration) << words;
        EXPECT_EQ(failure(ended(1, "", warning + words)).kind(), Error::Kind::configuration) << words;
    }
    EXPECT_EQ(failure(ended(1, "", warning + "Exception in thread main\n")).kind(), Error::Kind::protocol);
    EXPECT_EQ(failure(ended(1, "", warning)).kind(), Error::Kind::protocol) << "it ran the program all the same";
    EXPECT_EQ(failure(ended(1, "", warning + samples::read("4.10-no-agent.txt"))).kind(), Error::Kind::unreachable);
}

TEST(StatusReports, TheSameWordsInsideAReportAreNone)
{
    const auto status = read_report(
        Report::cluster_json,
        ended(1, R"({"nodes":{"db1":{"type":"Idle","lsnInfo":"Authorization file not found. Is the local agent"}}})"));
    EXPECT_EQ(status.members.size(), 1U);
}

TEST(StatusReports, AnythingElseIsShown)
{
    const Error error = failure(ended(127, "", "efm: line 7: java: command not found\n"));
    EXPECT_EQ(error.kind(), Error::Kind::protocol);
    EXPECT_STREQ(error.what(),
                 "efm cluster-status-json: no \"nodes\" in it: (empty); it returned 127, and said \"efm: line 7: java: "
                 "command not found\"");
    EXPECT_EQ(failure(ended(0, "Usage: efm <command>")).kind(), Error::Kind::protocol);
}

TEST(StatusReports, ACutReportIsNoReport)
{
    CommandResult cut = ended(0, samples::read("4.1-healthy.txt"));
    cut.out_truncated = true;
    EXPECT_THAT(failure(cut, Report::cluster_text).what(), HasSubstr("longer than was kept"));
}

TEST(StatusReports, ACommandThatDidNotEndByItselfHasNoReport)
{
    CommandResult result;
    result.out = samples::read("4.10-healthy.json");
    result.ending = CommandResult::Ending::timed_out;
    result.duration = std::chrono::milliseconds(1500);
    EXPECT_EQ(failure(result).kind(), Error::Kind::try_later);
    EXPECT_THAT(failure(result).what(), HasSubstr("efm cluster-status-json had not ended after 1500 ms"));
    result.duration = std::chrono::milliseconds(0);
    EXPECT_THAT(failure(result).what(), HasSubstr("efm cluster-status-json was not run: there is no time left for it"));
    result.ending = CommandResult::Ending::cancelled;
    EXPECT_EQ(failure(result).kind(), Error::Kind::cancelled);
    result.ending = CommandResult::Ending::signalled;
    result.signal = 9;
    EXPECT_EQ(failure(result).kind(), Error::Kind::system);
    EXPECT_THAT(failure(result).what(), HasSubstr("ended by signal 9"));
}

}  // namespace
