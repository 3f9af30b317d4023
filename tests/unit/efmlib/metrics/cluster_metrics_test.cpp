#include "efm/cluster_metrics.hpp"

#include <gmock/gmock.h>

#include <algorithm>

#include "journal_samples.hpp"
#include "survey_samples.hpp"

namespace {

using efm::JournalFacts;
using survey_samples::Sample;
using ::testing::HasSubstr;
using ::testing::Not;

std::string text_of(const efm::Survey& survey, const std::optional<JournalFacts>& journal = std::nullopt)
{
    return efm::exposition(efm::metrics_of(survey, join(survey), journal, {"efm", "1.2.3"}));
}

// The names and labels alone.
std::vector<std::string> series_of(const efm::Survey& survey)
{
    std::vector<std::string> names;
    const auto samples = efm::metrics_of(survey, join(survey), JournalFacts{}, {"efm", "1.2.3"});
    for (const efm::MetricSample& sample : samples) {
        if (sample.name == "efm_pgpool_finding") continue;  // there are some or there are none
        std::string name(sample.name);
        for (const auto& [label, value] : sample.labels) name.append(" ").append(label).append("=").append(value);
        names.push_back(name);
    }
    std::ranges::sort(names);
    return names;
}

efm::RecordedEvent event(std::int64_t number, const std::string& verb, efm::Ending ending)
{
    efm::RecordedEvent made{.number = number};
    made.given = journal_samples::order(std::to_string(number), verb, "10.0.0.3");
    made.began = journal_samples::at(0);
    made.ended = journal_samples::at(250);
    made.ending = ending;
    return made;
}

TEST(ClusterMetrics, SayThatAllAgree)
{
    const std::string text = text_of(Sample{});
    EXPECT_THAT(text, HasSubstr("\nefm_pgpool_agreement{cluster=\"efm\"} 1\n"));
    EXPECT_THAT(text, HasSubstr("\nefm_cluster_primaries{cluster=\"efm\"} 1\n"));
    EXPECT_THAT(text, HasSubstr("\nefm_pgpool_findings{cluster=\"efm\",severity=\"disagreement\"} 0\n"));
    EXPECT_THAT(text, HasSubstr("\nefm_pgpool_backend_primary{cluster=\"efm\",pgpool=\"a:9898\",node=\"10.0.0.1:5432\"}"
                                " 1\n"));
    EXPECT_THAT(text, HasSubstr("\nefm_pgpool_server_lag_bytes{cluster=\"efm\",node=\"10.0.0.2:5432\"} 0\n"));
    EXPECT_THAT(text, HasSubstr("\nefm_pgpool_info{cluster=\"efm\",version=\"1.2.3\"} 1\n"));
}

TEST(ClusterMetrics, NameWhatDisagreesAndWhere)
{
    Sample sample;
    sample.node_of(2).status = pcp::NodeStatus::quarantine;
    const std::string text = text_of(sample);
    EXPECT_THAT(text, HasSubstr("\nefm_pgpool_agreement{cluster=\"efm\"} 0\n"));
    EXPECT_THAT(text, HasSubstr("\nefm_pgpool_node_agrees{cluster=\"efm\",node=\"10.0.0.3:5432\"} 0\n"));
    EXPECT_THAT(text, HasSubstr("\nefm_pgpool_node_agrees{cluster=\"efm\",node=\"10.0.0.2:5432\"} 1\n"));
    EXPECT_THAT(text, HasSubstr("\nefm_pgpool_finding{cluster=\"efm\",kind=\"quarantine\",severity=\"disagreement\","
                                "node=\"10.0.0.3:5432\",pgpool=\"a:9898\"} 1\n"));
    EXPECT_THAT(text,
                HasSubstr("\nefm_pgpool_backend_quarantined{cluster=\"efm\",pgpool=\"a:9898\",node=\"10.0.0.3:5432\"} "
                          "1\n"));
}

TEST(ClusterMetrics, BeginNoNewSeriesAtAFailover)
{
    Sample before;
    Sample after;
    for (const int id : {0, 1}) {
        after.member_of(id).type = id == 1 ? efm::AgentType::primary : efm::AgentType::standby;
        for (const std::size_t pool : {0U, 1U}) {
            after.node_of(id, pool).role = id == 1 ? pcp::Role::primary : pcp::Role::standby;
        }
        after.server_of(id) = survey_samples::facts(1 - id);
    }
    auto old_series = series_of(before);
    auto new_series = series_of(after);
    const auto is_of_standbys = [](const std::string& name) {
        return name.find("_lag_") != std::string::npos || name.find("_age_") != std::string::npos ||
               name.find("_receiving") != std::string::npos;
    };
    std::erase_if(old_series, is_of_standbys);
    std::erase_if(new_series, is_of_standbys);
    EXPECT_EQ(old_series, new_series);
}

TEST(ClusterMetrics, SayThatAPartIsNotSeenAndGuessNothing)
{
    Sample sample;
    sample.lose_manager();
    sample.lose_pool(1);
    sample.take_login();
    const std::string text = text_of(sample);
    EXPECT_THAT(text, HasSubstr("\nefm_pgpool_up{cluster=\"efm\",pgpool=\"b:9898\"} 0\n"));
    EXPECT_THAT(text, HasSubstr("efm_up{cluster=\"efm\"} 0\n"));
    EXPECT_THAT(text, HasSubstr("\nefm_pgpool_server_up{cluster=\"efm\",node=\"10.0.0.1:5432\"} 1\n"));
    EXPECT_THAT(text, Not(HasSubstr("efm_pgpool_server_primary")));
    EXPECT_THAT(text, Not(HasSubstr("efm_cluster_primaries")));
    EXPECT_THAT(text, Not(HasSubstr("pgpool=\"b:9898\",node=")));
    EXPECT_THAT(text, HasSubstr("\nefm_pgpool_journal_up{cluster=\"efm\"} 0\n"));
}

TEST(ClusterMetrics, KeepTheLastWordOfEachVerb)
{
    JournalFacts journal;
    journal.events = {event(41, "detach", efm::Ending::not_reached), event(42, "attach", efm::Ending::refused),
                      event(43, "detach", efm::Ending::done)};
    journal.open = 1;
    journal.holds = {{.member = efm::parse_address("10.0.0.3")}};
    const std::string text = text_of(Sample{}, journal);
    EXPECT_THAT(text, HasSubstr("\nefm_pgpool_events_total{cluster=\"efm\"} 43\n"));
    EXPECT_THAT(text, HasSubstr("\nefm_pgpool_last_event_success{cluster=\"efm\",verb=\"attach\"} 0\n"));
    EXPECT_THAT(text, HasSubstr("\nefm_pgpool_last_event_success{cluster=\"efm\",verb=\"detach\"} 1\n"));
    EXPECT_THAT(text, HasSubstr("\nefm_pgpool_last_event_duration_seconds{cluster=\"efm\",verb=\"detach\"} 0.25\n"));
    EXPECT_THAT(text, HasSubstr("\nefm_pgpool_events_open{cluster=\"efm\"} 1\n"));
    EXPECT_THAT(text, HasSubstr("\nefm_pgpool_node_held{cluster=\"efm\",node=\"10.0.0.3:5432\"} 1\n"));
    EXPECT_THAT(text, HasSubstr("\nefm_pgpool_node_held{cluster=\"efm\",node=\"10.0.0.2:5432\"} 0\n"));
}

TEST(ClusterMetrics, TakeTheClustersNameOutOfAPath)
{
    EXPECT_EQ(efm::cluster_label("efm"), "efm");
    EXPECT_EQ(efm::cluster_label("/etc/edb/efm-5.0/acct.properties"), "acct");
    EXPECT_EQ(efm::cluster_label(""), "default");
}

}  // namespace
