#include "metrics.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

namespace {

using sqlext::BackendStatus;
using sqlext::exposition_of;
using sqlext::metric_rows;
using sqlext::Metrics;
using sqlext::rows_of;
using ::testing::HasSubstr;
using ::testing::Not;

BackendStatus status_of(const std::string& document)
{
    BackendStatus status;
    sqlext::Snapshot snapshot;
    snapshot.cluster = "efm";
    snapshot.document = document;
    status.take(snapshot);
    return status;
}

TEST(Metrics, ALabelIsQuotedWhereverItGoes)
{
    const Metrics metrics{{"efm_up", 0.5, {{"cluster", "a\"b\\c\nd"}}}};
    EXPECT_THAT(exposition_of(metrics), HasSubstr("efm_up{cluster=\"a\\\"b\\\\c d\"} 0.5\n"));
    EXPECT_EQ(metric_rows(metrics).at(0).at(2), "{\"cluster\": \"a\\\"b\\\\c\\nd\"}");
}

TEST(Metrics, EachFamilyIsIntroducedOnceAndItsValuesStandTogether)
{
    const auto text =
        exposition_of(metrics_of(status_of(R"({"nodes":{"10.0.0.1":{"type":"Primary"},"db2":{}}})"), {"efm"}));
    EXPECT_THAT(text, HasSubstr("# TYPE efm_cluster_nodes gauge\nefm_cluster_nodes{cluster=\"efm\"} 2\n"));
    EXPECT_THAT(text, HasSubstr("# TYPE efm_node_status gauge\n"
                                "efm_node_status{node_ip=\"10.0.0.1\",node_type=\"Primary\",cluster=\"efm\"} 1\n"
                                "efm_node_status{node_ip=\"db2\",node_type=\"Unknown\",cluster=\"efm\"} 0\n"));
}

TEST(Metrics, AStandbyIsAsFarBehindAsItsPositionSays)
{
    const auto text = exposition_of(metrics_of(
        status_of(R"({"nodes":{"a":{"type":"Primary","lsn":"0/200"},"b":{"type":"Standby","lsn":"0/100"}}})"),
        {"efm"}));
    EXPECT_THAT(text, HasSubstr("efm_node_lag_bytes{node_ip=\"b\",cluster=\"efm\"} 256\n"));
}

// The exposition asks efmlib's vocabulary: what is not in it would be lost without a word.
TEST(Metrics, AreAllInTheVocabulary)
{
    const auto metrics = metrics_of(
        status_of(R"({"nodes":{"a":{"type":"Primary","db":"UP","lsn":"0/2"},"b":{"type":"Standby","lsn":"0/1"}}})"),
        {"efm"});
    const std::string text = exposition_of(metrics);
    EXPECT_EQ(std::count(text.begin(), text.end(), '\n') - 2 * 16, static_cast<std::ptrdiff_t>(metrics.size()));
}

TEST(Metrics, TellWhoHasTheVirtualAddress)
{
    const auto text = exposition_of(metrics_of(
        status_of(R"({"nodes":{"a":{"vip":"10.0.0.9","vip_active":true},"b":{"vip":"10.0.0.9","vip_active":false}}})"),
        {"efm"}));
    EXPECT_THAT(text, HasSubstr("efm_node_vip{node_ip=\"a\",vip=\"10.0.0.9\",cluster=\"efm\"} 1\n"
                                "efm_node_vip{node_ip=\"b\",vip=\"10.0.0.9\",cluster=\"efm\"} 0\n"));
}

TEST(Metrics, SurviveBeingRows)
{
    const Metrics metrics{{"efm_pgpool_up", 0.25, {{"cluster", "efm"}, {"pgpool", "a:9898"}}}, {"efm_up", 1}};
    const auto rows = rows_of(metrics);
    EXPECT_EQ(metric_rows(sqlext::metrics_in(rows)), metric_rows(metrics));
    EXPECT_TRUE(sqlext::metrics_in({{"efm_unknown", "1"}}).empty());
}

TEST(Metrics, WithoutAStatusTheySayThat)
{
    BackendStatus status;
    sqlext::Snapshot snapshot;
    snapshot.failure = sqlext::SqlError("38000", "no");
    status.take(snapshot);
    const auto text = exposition_of(metrics_of(status, {"efm"}));
    EXPECT_THAT(text, HasSubstr("efm_up{cluster=\"efm\"} 0\n"));
    EXPECT_THAT(text, Not(HasSubstr("efm_cluster_nodes")));
}

}  // namespace
