#include "finding_cases.hpp"

namespace findings_test {
namespace {

using Case = FindingCase;

class FindingInWatchdogs : public ::testing::TestWithParam<FindingCase> {};

TEST_P(FindingInWatchdogs, IsSaidWithItsRemedyAndNothingElseIs)
{
    expect_findings(GetParam());
}

pcp::WatchdogReport watchdog(pcp::Quorum quorum, const std::string& leader)
{
    pcp::WatchdogReport report;
    report.quorum = quorum;
    report.leader_name = leader;
    report.total_nodes = 3;
    report.nodes = {{.id = 0, .name = "one", .state = 4}, {.id = 1, .name = "two", .state = 7}};
    return report;
}

INSTANTIATE_TEST_SUITE_P(
    OfWatchdogs, FindingInWatchdogs,
    ::testing::Values(Case{"without_quorum",
                           [](Sample& s) { s.report(0).watchdog = watchdog(pcp::Quorum::absent, "one"); },
                           {FindingKind::no_quorum},
                           "the watchdog of pool a:9898 has no quorum (1 of 3 nodes alive)"},
                      Case{"without_leader",
                           [](Sample& s) { s.report(0).watchdog = watchdog(pcp::Quorum::no_leader, ""); },
                           {FindingKind::no_quorum},
                           "the watchdog of pool a:9898 has no leader"},
                      Case{"on_the_edge",
                           [](Sample& s) { s.report(0).watchdog = watchdog(pcp::Quorum::on_edge, "one"); },
                           {FindingKind::quorum_on_edge},
                           "the watchdog of pool a:9898 loses its quorum with the next node"},
                      Case{"with_a_lost_member",
                           [](Sample& s) {
                               s.report(0).watchdog = watchdog(pcp::Quorum::exists, "one");
                               s.report(0).watchdog->nodes[1].state = 8;
                               s.report(0).watchdog->nodes[1].state_name = "LOST";
                               s.report(1).watchdog = s.report(0).watchdog;
                           },
                           {FindingKind::watchdog_member_gone},
                           "the watchdog of pool a:9898 has its member \"two\" as LOST"},
                      Case{"with_two_leaders",
                           [](Sample& s) {
                               s.report(0).watchdog = watchdog(pcp::Quorum::exists, "one");
                               s.report(1).watchdog = watchdog(pcp::Quorum::exists, "two");
                           },
                           {FindingKind::leaders_differ},
                           "pool a:9898 takes \"one\" for the watchdog's leader, pool b:9898 takes \"two\""},
                      Case{"silent",
                           [](Sample& s) {
                               s.report(0).watchdog_failure = efm::Error(efm::Error::Kind::try_later, "no answer");
                           },
                           {FindingKind::watchdog_unseen},
                           "the watchdog of pool a:9898 cannot be seen: no answer"}),
    name_of);

}  // namespace
}  // namespace findings_test
