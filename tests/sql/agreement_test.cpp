#include "agreement.hpp"

#include <gtest/gtest.h>

namespace {

using efm::Finding;
using efm::FindingKind;
using efm::Severity;
using sqlext::changes_between;
using sqlext::Disagreements;

efm::ClusterView view_of(std::vector<Finding> findings)
{
    efm::ClusterView view;
    view.rows.resize(2);
    view.rows[0].address = {"10.0.0.1", 5432};
    view.rows[1].address = {"10.0.0.2", 5432};
    view.findings = std::move(findings);
    return view;
}

Disagreements dead(std::size_t row, const std::string& sentence)
{
    return sqlext::disagreements(view_of({{.kind = FindingKind::attached_dead, .row = row, .sentence = sentence}}));
}

TEST(Agreement, IsBrokenByAllButRemarks)
{
    const auto all = sqlext::disagreements(view_of({{.severity = Severity::remark, .sentence = "by the way"},
                                                    {.severity = Severity::unseen, .sentence = "a pool is silent"},
                                                    {.kind = FindingKind::pool_primary, .sentence = "two primaries"}}));
    EXPECT_EQ(all.size(), 2U);
}

TEST(Agreement, ChangesByWhatItIsAboutAndNotByANumber)
{
    const Disagreements agreed;
    EXPECT_EQ(changes_between(agreed, dead(0, "10.0.0.1 is dead")), "10.0.0.1 is dead");
    EXPECT_EQ(changes_between(dead(0, "5 s"), dead(0, "6 s")), "");
    EXPECT_EQ(changes_between(dead(0, "10.0.0.1 is dead"), dead(1, "10.0.0.2 is dead")),
              "10.0.0.2 is dead; no longer: 10.0.0.1 is dead");
    EXPECT_EQ(changes_between(dead(0, "10.0.0.1 is dead"), agreed), "EFM, the pools and the servers agree");
    EXPECT_EQ(changes_between(agreed, agreed), "");
}

}  // namespace
