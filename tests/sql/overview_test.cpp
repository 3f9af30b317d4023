#include "overview.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "efm/status_reports.hpp"
#include "temp_dir.hpp"

namespace {

using sqlext::overview_rows;
using sqlext::Row;

// What EFM says, and nobody else.
sqlext::Overview overview_of(efm::View<efm::ClusterStatus> manager)
{
    sqlext::Overview overview;
    overview.survey.manager = std::move(manager);
    overview.view = join(overview.survey);
    return overview;
}

sqlext::Overview overview_of(const std::string& nodes)
{
    return overview_of({parse_report(efm::Report::cluster_json, R"({"nodes":{)" + nodes + "}}"), {}, {}});
}

TEST(Overview, HasARowForEachMemberNamesIncluded)
{
    const auto rows = overview_rows(
        overview_of(R"("10.0.0.1":{"type":"Primary","db":"UP"},"db9.example.net":{"type":"Standby","db":"UP"})"));
    ASSERT_GE(rows.size(), 2U);
    EXPECT_EQ(rows[0].size(), 13U);
    EXPECT_EQ(rows[0][0], "10.0.0.1");
    EXPECT_EQ(rows[0][3], "Primary");
    EXPECT_EQ(rows[1][0], "db9.example.net");
    EXPECT_EQ(rows[1][10], "{}");
}

TEST(Overview, SaysWhatDoesNotAgree)
{
    const auto rows = overview_rows(
        overview_of(R"("10.0.0.1":{"type":"Primary","db":"UP"},"10.0.0.2":{"type":"Primary","db":"UP"})"));
    const auto disagrees = [](const Row& row) {
        return row[11] == "false" && row[12].has_value();
    };
    EXPECT_TRUE(std::ranges::any_of(rows, disagrees));
}

TEST(Overview, AFailureOfTheManagerIsASentence)
{
    const auto rows =
        overview_rows(overview_of({std::nullopt, efm::Error(efm::Error::Kind::unreachable, "no agent"), {}}));
    ASSERT_FALSE(rows.empty());
    EXPECT_THAT(rows[0][12].value_or(""), ::testing::HasSubstr("no agent"));
}

// Of who has EFM and no Pgpool, and so no settings file.
TEST(Overview, HasTheServersPortFromTheAgentsProperties)
{
    const support::TempDir dir;
    support::write_text(dir / "efm.properties", "db.port=1\n");
    sqlext::BackendStatus status;
    sqlext::Snapshot snapshot;
    snapshot.document = R"({"nodes":{"127.0.0.1":{"type":"Primary","db":"UP"}}})";
    status.take(snapshot);
    const auto rows = overview_rows(take_overview(status, {"/no/such/hooks.conf", dir / "efm.properties"}, {}));
    ASSERT_FALSE(rows.empty());
    EXPECT_EQ(rows[0][1], "1");
}

}  // namespace
