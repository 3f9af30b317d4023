#include "efm/exposition.hpp"

#include <gmock/gmock.h>

#include <limits>
#include <set>

namespace {

using efm::MetricFamily;
using efm::MetricSample;
using ::testing::HasSubstr;
using ::testing::Not;

TEST(Exposition, IntroducesAFamilyOnceAndKeepsItsSamplesTogether)
{
    const MetricSample samples[] = {
        {"efm_pgpool_up", 1, {{"pgpool", "a"}}}, {"efm_up", 1}, {"efm_pgpool_up", 0, {{"pgpool", "b"}}}};
    EXPECT_EQ(efm::exposition(samples),
              "# HELP efm_up 1 if efm answers with a status\n"
              "# TYPE efm_up gauge\n"
              "efm_up 1\n"
              "# HELP efm_pgpool_up 1 if the pool answers over PCP\n"
              "# TYPE efm_pgpool_up gauge\n"
              "efm_pgpool_up{pgpool=\"a\"} 1\n"
              "efm_pgpool_up{pgpool=\"b\"} 0\n");
}

TEST(Exposition, TakesAnyBytesForALabel)
{
    const MetricSample samples[] = {{"efm_pgpool_up", 1, {{"pgpool", "a\"b\\c\nd\xFF"}}}};
    EXPECT_THAT(efm::exposition(samples), HasSubstr("{pgpool=\"a\\\"b\\\\c d\xEF\xBF\xBD\"} 1\n"));
}

TEST(Exposition, ExposesASeriesOnceSinceTwiceWouldCostTheWholeScrape)
{
    const MetricSample samples[] = {{"efm_up", 1}, {"efm_up", 0}};
    EXPECT_THAT(efm::exposition(samples), HasSubstr("\nefm_up 1\n"));
    EXPECT_THAT(efm::exposition(samples), Not(HasSubstr("efm_up 0")));
}

TEST(Exposition, WritesNumbersAsTheyAre)
{
    const MetricSample samples[] = {{"efm_pgpool_survey_timestamp_seconds", 1795248462.123},
                                    {"efm_pgpool_server_lag_bytes", 9007199254740992.0},
                                    {"efm_up", std::numeric_limits<double>::quiet_NaN()}};
    const std::string text = efm::exposition(samples);
    EXPECT_THAT(text, HasSubstr("seconds 1795248462.123\n"));
    EXPECT_THAT(text, HasSubstr("bytes 9007199254740992\n"));
    EXPECT_THAT(text, HasSubstr("efm_up nan\n"));
}

TEST(Exposition, HasOneVocabularyWithoutDoubles)
{
    std::set<std::string_view> names;
    for (const MetricFamily& family : efm::metric_families()) {
        EXPECT_TRUE(names.insert(family.name).second) << family.name;
        EXPECT_EQ(family.name.ends_with("_total"), family.type == "counter") << family.name;
        EXPECT_FALSE(family.help.empty() || family.help.ends_with('.')) << family.name;
    }
}

}  // namespace
