// One row a finding: what is changed in a cluster that agrees, and all that is found then.
#pragma once

#include <gmock/gmock.h>

#include <string>
#include <vector>

#include "efm/cluster_view.hpp"
#include "survey_samples.hpp"

namespace findings_test {

using efm::AgentType;
using efm::Contact;
using efm::FindingKind;
using efm::Liveness;
using efm::Severity;
using pcp::NodeStatus;
using pcp::Role;
using survey_samples::Sample;
using ::testing::HasSubstr;

struct FindingCase {
    const char* name;
    void (*change)(Sample& sample);
    std::vector<FindingKind> kinds;  // all that are no remarks; a remark if it is the only one
    const char* sentence;            // of one of them, in part
    const char* remedy = "";
};

// All that a case changes is found, with its remedy, and nothing else is.
inline void expect_findings(const FindingCase& given)
{
    Sample sample;
    given.change(sample);
    const efm::ClusterView view = join(sample);
    std::vector<FindingKind> kinds;
    std::string sentences;
    std::string remedies;
    const bool wants_remark = view.agrees();
    for (const efm::Finding& finding : view.findings) {
        sentences += finding.sentence + '\n';
        remedies += finding.remedy + '\n';
        if (wants_remark || finding.severity != Severity::remark) kinds.push_back(finding.kind);
    }
    EXPECT_THAT(kinds, ::testing::UnorderedElementsAreArray(given.kinds)) << sentences;
    EXPECT_THAT(sentences, HasSubstr(given.sentence));
    EXPECT_THAT(remedies, HasSubstr(given.remedy));
}

inline std::string name_of(const ::testing::TestParamInfo<FindingCase>& each)
{
    return each.param.name;
}

}  // namespace findings_test
