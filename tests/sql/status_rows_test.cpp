#include "status_rows.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "efm/status_reports.hpp"

namespace {

using sqlext::node_rows;
using sqlext::Row;

efm::ClusterStatus read(const std::string& nodes, const std::string& more = "")
{
    return parse_report(efm::Report::cluster_json, R"({"nodes":{)" + nodes + "}" + more + "}");
}

TEST(StatusRows, AMemberWithoutAnAgentKeyHasAnAgentThatRuns)
{
    const auto rows = node_rows(read(R"("10.0.0.1":{"type":"Primary","db":"UP","xlog":"0/5","xloginfo":"i"})"), 0);
    EXPECT_EQ(rows.at(0), (Row{"10.0.0.1", "Primary", "UP", "UP", "0/5", "i", std::nullopt, std::nullopt,
                               "1970-01-01 00:00:00.000000+00"}));
}

TEST(StatusRows, SaysUnknownForWhatIsNotSaid)
{
    const auto rows = node_rows(read(R"("10.0.0.1":{})"), 0);
    EXPECT_EQ(rows.at(0).at(1), "Unknown");
    EXPECT_EQ(rows.at(0).at(2), "Unknown");
    EXPECT_EQ(rows.at(0).at(3), "Unknown");
    EXPECT_EQ(rows.at(0).at(4), std::nullopt);
}

TEST(StatusRows, APlaceInTheListIsThePriority)
{
    const std::string standby = R"({"type":"Standby","db":"UP"})";
    const auto rows =
        node_rows(read("\"10.0.0.1\":" + standby + ",\"10.0.0.2\":" + standby + ",\"10.0.0.3\":" + standby,
                       R"(,"failoverpriority":["10.0.0.3","10.0.0.1"])"),
                  0);
    EXPECT_EQ(rows.at(0).at(6), "2");
    EXPECT_EQ(rows.at(1).at(6), std::nullopt);
    EXPECT_EQ(rows.at(1).at(7), "false");
    EXPECT_EQ(rows.at(2).at(6), "1");
    EXPECT_EQ(rows.at(2).at(7), "true");
}

TEST(StatusRows, AHostNameIsNoInet)
{
    EXPECT_TRUE(
        node_rows(read(R"("db1.example.net":{"type":"Standby"},"fe80::1%eth0":{"type":"Standby"})"), 0).empty());
}

TEST(StatusRows, AvailabilityIsTheSnapshots)
{
    sqlext::Snapshot snapshot;
    EXPECT_EQ(availability_row(snapshot), (Row{"true", "0", "EFM is available and responding"}));
    snapshot.failure = sqlext::SqlError("38000", "x");
    snapshot.unavailable = 7;
    snapshot.unavailable_reason = "why";
    EXPECT_EQ(availability_row(snapshot), (Row{"false", "7", "why"}));
}

}  // namespace
