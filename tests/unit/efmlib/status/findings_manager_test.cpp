#include "finding_cases.hpp"

namespace findings_test {
namespace {

using Case = FindingCase;

class FindingInManager : public ::testing::TestWithParam<FindingCase> {};

TEST_P(FindingInManager, IsSaidWithItsRemedyAndNothingElseIs)
{
    expect_findings(GetParam());
}

INSTANTIATE_TEST_SUITE_P(
    OfEfm, FindingInManager,
    ::testing::Values(
        Case{"away",
             [](Sample& s) { s.lose_manager(); },
             {FindingKind::manager_unseen},
             "EFM cannot be seen: is the local agent running?"},
        Case{"calls_a_standby_the_primary",
             [](Sample& s) {
                 std::swap(s.member_of(0).type, s.member_of(1).type);
                 s.status().members[0].vip.reset();
                 s.status().members[1].vip.reset();
                 s.status().members[2].vip.reset();
             },
             {FindingKind::manager_role, FindingKind::manager_role},
             "EFM takes 10.0.0.2:5432 for the primary, but its server is in recovery"},
        Case{"lists_two_primaries",
             [](Sample& s) { s.member_of(1).type = AgentType::primary; },
             {FindingKind::manager_primaries, FindingKind::manager_role},
             "EFM lists 2 primaries: 10.0.0.1, 10.0.0.2"},
        Case{"believes_a_dead_database_up",
             [](Sample& s) {
                 s.make_dead(2);
                 s.set_status(2, NodeStatus::down);
             },
             {FindingKind::manager_database},
             "EFM takes the database of 10.0.0.3:5432 for running, but it takes no connections: Connection refused"},
        Case{"believes_a_living_database_down",
             [](Sample& s) { s.member_of(2).database = Liveness::down; },
             {FindingKind::manager_database},
             "EFM takes the database of 10.0.0.3:5432 for down, but it answers"},
        Case{"does_not_watch_a_living_standby",
             [](Sample& s) {
                 s.member_of(2).type = AgentType::idle;
                 s.set_status(2, NodeStatus::down);
                 s.status().cluster = "acctg";
             },
             {FindingKind::manager_idle},
             "EFM does not watch 10.0.0.3:5432 (idle), though its server answers",
             "efm resume acctg, on that host"},
        Case{"does_not_watch_an_attached_standby",
             [](Sample& s) { s.member_of(2).type = AgentType::idle; },
             {FindingKind::manager_idle, FindingKind::attached_idle, FindingKind::attached_idle},
             "10.0.0.3:5432 is attached in pool a:9898, but EFM does not watch it (idle)",
             "efm resume CLUSTER on that host, or pgpool_backend detach 10.0.0.3 5432"},
        Case{"has_lost_an_agent",
             [](Sample& s) { s.member_of(2).type = AgentType::down; },
             {FindingKind::manager_lost},
             "EFM has lost the agent of 10.0.0.3:5432, though its server answers",
             "start the agent"},
        Case{"misses_a_member",
             [](Sample& s) { s.status().missing = {"10.0.0.9"}; },
             {FindingKind::manager_missing},
             "EFM misses its member 10.0.0.9"},
        Case{"promotes",
             [](Sample& s) { s.member_of(1).type = AgentType::promoting; },
             {FindingKind::manager_promoting},
             "EFM is promoting 10.0.0.2:5432"},
        Case{"has_something_to_say",
             [](Sample& s) { s.status().messages = {"Standby database is not in sync."}; },
             {FindingKind::manager_message},
             "EFM says: Standby database is not in sync."},
        Case{"is_unhealthy_without_a_word",
             [](Sample& s) { s.status().healthy = false; },
             {FindingKind::manager_message},
             "EFM does not call its cluster healthy"},
        Case{"writes_an_odd_report",
             [](Sample& s) { s.status().remarks = {"lines before the document"}; },
             {FindingKind::manager_report},
             "EFM's report is odd: lines before the document"}),
    name_of);

INSTANTIATE_TEST_SUITE_P(
    OfVirtualAddresses, FindingInManager,
    ::testing::Values(Case{"on_two_members",
                           [](Sample& s) { s.member_of(1).vip_active = true; },
                           {FindingKind::vip_twice, FindingKind::vip_off_primary},
                           "EFM's virtual address 10.0.0.99 is on 10.0.0.1 and 10.0.0.2"},
                      Case{"on_a_standby",
                           [](Sample& s) { std::swap(s.member_of(0).vip_active, s.member_of(1).vip_active); },
                           {FindingKind::vip_off_primary},
                           "EFM's virtual address 10.0.0.99 is on 10.0.0.2, the primary is 10.0.0.1:5432"},
                      Case{"on_nobody",
                           [](Sample& s) { s.member_of(0).vip_active = false; },
                           {FindingKind::vip_nowhere},
                           "nobody holds EFM's virtual address 10.0.0.99"},
                      Case{"managed_by_pgpool_as_well",
                           [](Sample& s) {
                               s.report(0).watchdog.emplace().quorum = pcp::Quorum::exists;
                               s.report(0).watchdog->nodes.push_back({.state = 4, .delegate_ip = "10.0.0.99"});
                           },
                           {FindingKind::vip_is_delegate},
                           "EFM and the watchdog of pool a:9898 both manage the address 10.0.0.99"}),
    name_of);

}  // namespace
}  // namespace findings_test
