#include "finding_cases.hpp"

namespace findings_test {
namespace {

using Case = FindingCase;

class FindingInServers : public ::testing::TestWithParam<FindingCase> {};

TEST_P(FindingInServers, IsSaidWithItsRemedyAndNothingElseIs)
{
    expect_findings(GetParam());
}

// The old primary after a failover to member 1 that nobody fenced.
void fail_over(Sample& sample)
{
    sample.server_of(1) = survey_samples::facts(0);
    sample.server_of(1).timeline = 3;
    sample.server_of(2).timeline = 3;
    sample.member_of(0).type = AgentType::idle;
    sample.member_of(1).type = AgentType::primary;
    sample.member_of(0).vip_active = false;
    sample.member_of(1).vip_active = true;
    for (const std::size_t pool : {0U, 1U}) {
        sample.node_of(0, pool).role = Role::standby;
        sample.node_of(1, pool).role = Role::primary;
        sample.node_of(0, pool).status = NodeStatus::down;
    }
}

INSTANTIATE_TEST_SUITE_P(
    OfTheServers, FindingInServers,
    ::testing::Values(
        Case{"nobody_is_primary",
             [](Sample& s) {
                 s.make_dead(0);
                 s.set_status(0, NodeStatus::down);
                 s.member_of(0).type = AgentType::idle;
                 s.member_of(0).vip_active = false;
             },
             {FindingKind::no_primary, FindingKind::manager_primaries},
             "nobody is known to be the primary"},
        Case{"old_primary_still_writable",
             [](Sample& s) { fail_over(s); },
             {FindingKind::second_primary},
             "10.0.0.1:5432 is writable too (timeline 2), beside the primary 10.0.0.2:5432 (timeline 3)",
             "stop it and rebuild it"},
        Case{"old_primary_still_attached",
             [](Sample& s) {
                 fail_over(s);
                 s.set_status(0, NodeStatus::up);
             },
             {FindingKind::second_primary},
             "is writable too",
             "pgpool_backend detach 10.0.0.1 5432; then stop it"},
        Case{"foreign_system",
             [](Sample& s) { s.server_of(2).system_identifier = 42; },
             {FindingKind::foreign_system},
             "10.0.0.3:5432 belongs to another cluster: its system identifier is 42",
             "pgpool_backend detach 10.0.0.3 5432; then rebuild"},
        Case{"older_timeline",
             [](Sample& s) { s.server_of(2).timeline = 1; },
             {FindingKind::older_timeline},
             "10.0.0.3:5432 receives timeline 1, the primary has gone on to 2"},
        Case{"newer_timeline",
             [](Sample& s) { s.server_of(2).timeline = 3; },
             {FindingKind::newer_timeline},
             "receives timeline 3, the primary is only on 2"},
        Case{"receives_nothing",
             [](Sample& s) {
                 s.server_of(2).receives = false;
                 s.server_of(2).timeline.reset();
             },
             {FindingKind::not_streaming},
             "the standby 10.0.0.3:5432 receives no WAL, and answers reads"},
        Case{"receives_nothing_and_is_out",
             [](Sample& s) {
                 s.server_of(2).receives = false;
                 s.set_status(2, NodeStatus::down);
             },
             {FindingKind::not_streaming},
             "the standby 10.0.0.3:5432 receives no WAL"},
        Case{"login_fails",
             [](Sample& s) { s.server_of(2) = {.contact = Contact::answers, .failure = "no password supplied"}; },
             {FindingKind::server_unseen},
             "10.0.0.3:5432 does not tell its state: no password supplied",
             "server.user"},
        Case{"name_does_not_resolve",
             [](Sample& s) { s.server_of(2) = {.contact = Contact::unknown, .failure = "cannot resolve"}; },
             {FindingKind::server_unseen},
             "10.0.0.3:5432 cannot be tried: cannot resolve"},
        Case{"port_not_known",
             [](Sample& s) {
                 s.addressing.db_port.reset();
                 s.addressing.unpooled = {{"10.0.0.9", {}}};
                 efm::Member more = survey_samples::member(1);
                 more.address = "10.0.0.9";
                 s.status().members.push_back(more);
             },
             {FindingKind::server_unseen},
             "the server of 10.0.0.9 cannot be asked: its port is not known",
             "efm.properties"}),
    name_of);

}  // namespace
}  // namespace findings_test
