#include "efm/doctor.hpp"

#include <nlohmann/json.hpp>

#include "doctor_cases.hpp"

namespace {

using namespace doctor_test;
using ::testing::HasSubstr;
using ::testing::SizeIs;

TEST(Doctor, FindsNothingWhereAllIsWell)
{
    const Sample sample;
    EXPECT_EQ(shown(faults_of(sample)), "");
    EXPECT_THAT(summary(examine(sample)), ::testing::MatchesRegex("all well: [0-9]+ checks"));
}

TEST(Doctor, NamesEveryFaultOfOneFile)
{
    Sample sample;
    sample.passfile.mode = 0644;
    sample.passfile.readable = false;
    sample.pools[0].password_fault = "has no line for a:9898:pcp";
    EXPECT_THAT(faults_of(sample), SizeIs(3));
}

TEST(Doctor, ReadsTheFileOfAPoolThatCannotBeAsked)
{
    Sample sample;
    sample.pools[0].settings.clear();
    sample.pools[0].too_large = true;
    sample.pgpool_conf = efm::parse_pgpool_conf("failover_command = '/bin/x'\nfailover_on_backend_error = off\n", "p");
    const auto found = faults_of(sample);
    ASSERT_THAT(found, SizeIs(1)) << shown(found);
    EXPECT_EQ(found[0].check, "failover_command");
}

TEST(Doctor, TakesTheDefaultOfTheReleaseForWhatIsNotSet)
{
    Sample sample;
    std::erase_if(sample.properties->values, [](const auto& each) { return each.key == "detach.on.agent.failure"; });
    EXPECT_EQ(shown(faults_of(sample)), "");
    sample.properties->path = "/etc/edb/efm-4.10/acct.properties";
    sample.manager_command->path = "/usr/edb/efm-4.10/bin/efm";
    sample.releases = {"4.9", "4.10"};
    EXPECT_THAT(shown(faults_of(sample)), HasSubstr("not set, which means true in this release"));
}

TEST(Doctor, PutsTheGravestFirst)
{
    Sample sample;
    sample.state_dir = {};
    sample.live("auto_failback", "1");
    const auto lines = examine(sample);
    EXPECT_EQ(lines[0].check, "auto_failback");
    EXPECT_EQ(lines[1].check, "state_dir");
    EXPECT_THAT(summary(lines), HasSubstr("1 failure, 1 warning; "));
}

TEST(Doctor, TakesAWarningThatIsMeantForWellButNoFailure)
{
    Sample sample;
    sample.pools[0].leaves_host = true;
    sample.live("auto_failback", "1");
    auto lines = examine(sample);
    accept(lines, {"pcp_clear_text", "auto_failback", "nothing"});
    EXPECT_EQ(count(lines, warning), 0U);
    EXPECT_EQ(count(lines, failure), 1U);
    EXPECT_THAT(shown(lines), HasSubstr("clear text: the protocol has no TLS (accepted)"));
}

TEST(Doctor, PrintsADocument)
{
    Sample sample;
    sample.live("auto_failback", "1");
    const auto document = nlohmann::json::parse(to_json(examine(sample), 78));
    EXPECT_EQ(document["ok"], false);
    EXPECT_EQ(document["exit"], 78);
    EXPECT_EQ(document["checks"][0]["check"], "auto_failback");
    EXPECT_EQ(document["checks"][0]["verdict"], "fail");
    EXPECT_EQ(document["checks"][0]["where"], "pool a:9898");
    EXPECT_TRUE(document["checks"].back()["remedy"].is_null());
}

}  // namespace
