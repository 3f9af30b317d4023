#include "finding_cases.hpp"

namespace findings_test {
namespace {

using Case = FindingCase;

class FindingInPools : public ::testing::TestWithParam<FindingCase> {};

TEST_P(FindingInPools, IsSaidWithItsRemedyAndNothingElseIs)
{
    expect_findings(GetParam());
}

INSTANTIATE_TEST_SUITE_P(
    OfThePools, FindingInPools,
    ::testing::Values(
        Case{"away",
             [](Sample& s) { s.lose_pool(1); },
             {FindingKind::pool_unseen},
             "pool b:9898 cannot be seen: cannot reach PCP: no route"},
        Case{"take_another_for_the_primary",
             [](Sample& s) {
                 for (const std::size_t pool : {0U, 1U}) std::swap(s.node_of(0, pool).role, s.node_of(1, pool).role);
             },
             {FindingKind::pool_primary, FindingKind::pool_primary},
             "pool a:9898 takes 10.0.0.2:5432 for the primary, but it is 10.0.0.1:5432",
             "pgpool_backend promote 10.0.0.1 5432"},
        Case{"know_no_primary",
             [](Sample& s) {
                 for (const std::size_t pool : {0U, 1U}) s.node_of(0, pool).role = Role::standby;
             },
             {FindingKind::pool_primary, FindingKind::pool_primary},
             "pool a:9898 knows no primary, but it is 10.0.0.1:5432"},
        Case{"take_a_standby_for_the_primary_when_there_is_none",
             [](Sample& s) {
                 s.manager.reset();
                 s.make_dead(0);
                 s.set_status(0, NodeStatus::down);
                 for (const std::size_t pool : {0U, 1U}) std::swap(s.node_of(0, pool).role, s.node_of(1, pool).role);
             },
             {FindingKind::no_primary, FindingKind::pool_primary, FindingKind::pool_primary},
             "pool a:9898 takes 10.0.0.2:5432 for the primary, but its server is in recovery"},
        Case{"have_no_primary_in_other_modes",
             [](Sample& s) {
                 for (const std::size_t pool : {0U, 1U}) {
                     for (int id = 0; id < 3; ++id) s.node_of(id, pool).role = id == 0 ? Role::main : Role::replica;
                 }
             },
             {},
             ""},
        Case{"have_detached_the_primary",
             [](Sample& s) { s.set_status(0, NodeStatus::down); },
             {FindingKind::detached_primary, FindingKind::detached_primary},
             "10.0.0.1:5432 is detached in pool a:9898 although it is the primary",
             "pgpool_backend attach 10.0.0.1 5432"},
        Case{"have_detached_a_healthy_standby",
             [](Sample& s) { s.set_status(2, NodeStatus::down); },
             {FindingKind::detached_healthy, FindingKind::detached_healthy},
             "10.0.0.3:5432 is detached in pool a:9898 although it is a healthy standby",
             "pgpool_backend attach 10.0.0.3 5432"},
        Case{"have_detached_a_diverged_standby",
             [](Sample& s) {
                 s.set_status(2, NodeStatus::down);
                 s.server_of(2).timeline = 1;
             },
             {FindingKind::older_timeline},
             "receives timeline 1"},
        Case{"have_detached_what_only_a_ping_reaches",
             [](Sample& s) {
                 s.manager.reset();
                 s.take_login();
                 s.set_status(2, NodeStatus::down);
             },
             {FindingKind::detached_healthy, FindingKind::detached_healthy},
             "10.0.0.3:5432 is detached in pool a:9898 although its server answers",
             "set server.user"},
        Case{"have_detached_what_only_efm_sees",
             [](Sample& s) {
                 s.set_status(2, NodeStatus::down);
                 s.take_login();
                 s.server_of(2).contact = Contact::unknown;
             },
             {FindingKind::detached_healthy, FindingKind::detached_healthy, FindingKind::server_unseen},
             "10.0.0.3:5432 is detached in pool a:9898 although it is a healthy standby"},
        Case{"send_clients_to_a_dead_server",
             [](Sample& s) {
                 s.make_dead(2);
                 s.member_of(2).type = AgentType::idle;
             },
             {FindingKind::attached_dead, FindingKind::attached_dead},
             "10.0.0.3:5432 is attached in pool a:9898, but its server takes no connections: Connection refused",
             "pgpool_backend detach 10.0.0.3 5432"},
        Case{"send_clients_nowhere",
             [](Sample& s) {
                 s.manager.reset();
                 s.pools.pop_back();
                 for (int id = 0; id < 3; ++id) s.make_dead(id);
             },
             {FindingKind::no_primary, FindingKind::attached_dead, FindingKind::attached_dead,
              FindingKind::attached_dead},
             "10.0.0.3:5432 is attached in pool a:9898, but its server takes no connections",
             "\n\n\n\n"},  // nothing answers: the fault may be ours
        Case{"send_clients_to_a_server_that_starts",
             [](Sample& s) {
                 s.server_of(2) = {.contact = Contact::not_ready, .failure = "the database system is starting up"};
                 s.member_of(2).database = Liveness::down;
             },
             {FindingKind::attached_dead, FindingKind::attached_dead},
             "starting up"},
        Case{"have_never_attached_it",
             [](Sample& s) { s.set_status(2, NodeStatus::unused); },
             {FindingKind::unused, FindingKind::unused},
             "10.0.0.3:5432 was never attached in pool a:9898"},
        Case{"keep_it_in_quarantine",
             [](Sample& s) { s.set_status(2, NodeStatus::quarantine); },
             {FindingKind::quarantine, FindingKind::quarantine},
             "10.0.0.3:5432 is in quarantine in pool a:9898"},
        Case{"differ_on_a_status",
             [](Sample& s) { s.node_of(2, 1).status = NodeStatus::down; },
             {FindingKind::detached_healthy, FindingKind::pools_differ},
             "the pools differ on 10.0.0.3:5432: attached in a:9898, detached in b:9898"},
        Case{"do_not_differ_while_one_is_not_yet_used",
             [](Sample& s) { s.node_of(2, 1).status = NodeStatus::waiting; },
             {},
             ""},
        Case{"differ_on_the_primary",
             [](Sample& s) { std::swap(s.node_of(0, 1).role, s.node_of(1, 1).role); },
             {FindingKind::pool_primary, FindingKind::pools_differ, FindingKind::pools_differ},
             "the pools differ on 10.0.0.1:5432: primary in a:9898, standby in b:9898"},
        Case{"differ_on_who_is_in",
             [](Sample& s) {
                 s.manager.reset();
                 s.report(1).backends.nodes.pop_back();
             },
             {FindingKind::pools_differ},
             "the pools differ on 10.0.0.3:5432: attached in a:9898, no backend in b:9898"},
        Case{"let_the_primary_take_reads",
             [](Sample& s) { s.node_of(0).weight = 0.2; },
             {FindingKind::primary_takes_reads},
             "the primary takes reads in pool a:9898 (weight 0.20)"},
        Case{"let_a_standby_take_none",
             [](Sample& s) { s.node_of(1).weight = 0.0; },
             {FindingKind::standby_takes_no_reads},
             "the standby 10.0.0.2:5432 has weight 0 in pool a:9898: it takes no reads"}),
    name_of);

}  // namespace
}  // namespace findings_test
