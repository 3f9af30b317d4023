#include "changes.hpp"

#include <gtest/gtest.h>

#include "efm/status_reports.hpp"

namespace {

using sqlext::changes_between;

efm::ClusterStatus read(const std::string& nodes)
{
    return parse_report(efm::Report::cluster_json, R"({"nodes":{)" + nodes + "}}");
}

TEST(Changes, NameTheMemberAndBothWords)
{
    const auto before = read(R"("a":{"type":"Primary","db":"UP"},"b":{"type":"Standby","db":"UP"})");
    const auto after = read(R"("a":{"type":"Idle","db":"UNKNOWN"},"b":{"type":"Primary","db":"UP"})");
    EXPECT_EQ(changes_between(before, after), "a: Primary -> Idle; a: database UP -> UNKNOWN; b: Standby -> Primary");
    EXPECT_EQ(changes_between(before, before), "");
}

TEST(Changes, SayWhoCameAndWhoWent)
{
    EXPECT_EQ(changes_between(read(R"("a":{"type":"Primary"})"), read(R"("b":{"type":"Witness"})")),
              "b joined as Witness; a left");
}

TEST(Changes, APositionIsNone)
{
    EXPECT_EQ(
        changes_between(read(R"("a":{"type":"Primary","lsn":"0/1"})"), read(R"("a":{"type":"Primary","lsn":"0/2"})")),
        "");
}

}  // namespace
