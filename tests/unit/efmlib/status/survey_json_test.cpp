#include <gmock/gmock.h>

#include <nlohmann/json.hpp>

#include "efm/report.hpp"
#include "survey_samples.hpp"

namespace {

using survey_samples::Sample;
using ::testing::HasSubstr;
using ::testing::SizeIs;

nlohmann::json document_of(const efm::Survey& survey, int exit = 0)
{
    return nlohmann::json::parse(to_json(survey, join(survey), exit));
}

TEST(SurveyJson, HasTheRowsWithEachPartysWord)
{
    const auto document = document_of(Sample{});
    EXPECT_EQ(document["schema"], 1);
    EXPECT_EQ(document["ok"], true);
    EXPECT_EQ(document["sentence"], "all agree: primary 10.0.0.1:5432, 2 standbys");
    ASSERT_THAT(document["rows"], SizeIs(3));
    const auto& row = document["rows"][1];
    EXPECT_EQ(row["address"], "10.0.0.2");
    EXPECT_EQ(row["port"], 5432);
    EXPECT_EQ(row["role"], "standby");
    EXPECT_EQ(row["is_primary"], false);
    EXPECT_EQ(row["lag_bytes"], 0);
    EXPECT_EQ(row["efm"]["type"], "standby");
    EXPECT_EQ(row["pools"][1]["pool"], "b:9898");
    EXPECT_EQ(row["pools"][1]["status"], "up");
    EXPECT_EQ(row["server"]["system_identifier"], "7000000000000000001");  // too large for a number in JavaScript
    EXPECT_THAT(document["findings"], SizeIs(0));
}

TEST(SurveyJson, HasNullForTheUnknown)
{
    Sample sample;
    sample.lose_manager();
    sample.take_login();
    sample.node_of(1).weight.reset();
    sample.node_of(1, 1).weight.reset();
    const auto document = document_of(sample, 75);
    EXPECT_THAT(document["manager"]["error"].get<std::string>(), HasSubstr("local agent"));
    const auto& row = document["rows"][1];
    for (const char* key : {"timeline", "lsn", "lag_bytes", "replay_age_ms", "weight", "coordinator",
                            "failover_priority", "vip", "efm"}) {
        EXPECT_TRUE(row[key].is_null()) << key;
    }
    EXPECT_TRUE(row["server"]["in_recovery"].is_null());
    EXPECT_TRUE(row["server"]["version"].is_null());
    sample.manager.reset();
    EXPECT_TRUE(document_of(sample)["manager"].is_null());
}

TEST(SurveyJson, HasTheFindings)
{
    Sample sample;
    sample.node_of(2, 1).status = pcp::NodeStatus::down;
    const auto findings = document_of(sample, 75)["findings"];
    ASSERT_THAT(findings, SizeIs(2));
    EXPECT_EQ(findings[0]["kind"], "detached_healthy");
    EXPECT_EQ(findings[0]["severity"], "disagreement");
    EXPECT_EQ(findings[0]["address"], "10.0.0.3");
    EXPECT_EQ(findings[0]["pool"], "b:9898");
    EXPECT_EQ(findings[0]["remedy"], "pgpool_backend attach 10.0.0.3 5432");
    EXPECT_TRUE(findings[1]["pool"].is_null());
    EXPECT_TRUE(findings[1]["remedy"].is_null());
}

TEST(SurveyJson, HasTheWatchdogOfAPoolApart)
{
    Sample sample;
    sample.report(0).watchdog.emplace().quorum = pcp::Quorum::absent;
    sample.report(0).watchdog->nodes.push_back({.name = "one", .state = 4, .delegate_ip = "10.0.0.77"});
    const auto pools = document_of(sample)["pools"];
    EXPECT_EQ(pools[0]["watchdog"]["quorum"], "absent");
    EXPECT_TRUE(pools[0]["watchdog"]["leader"].is_null());
    EXPECT_EQ(pools[0]["delegate_addresses"][0], "10.0.0.77");
    EXPECT_TRUE(pools[1]["watchdog"].is_null());
}

}  // namespace
