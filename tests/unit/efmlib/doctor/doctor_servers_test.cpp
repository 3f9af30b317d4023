#include <algorithm>

#include "doctor_cases.hpp"

namespace {

using namespace doctor_test;
using namespace std::chrono_literals;

class DoctorOnServers : public ::testing::TestWithParam<Fault> {};

TEST_P(DoctorOnServers, FindsAFaultByItsOwnLineAndByNothingElse)
{
    expect_own_line(GetParam());
}

const Fault faults[] = {
    {"login_refused",
     [](Sample& s) {
         s.server_of(2).in_recovery.reset();
         s.server_of(2).failure = "no pg_hba.conf entry";
     },
     failure, "server_login", "server 10.0.0.3:5432: no pg_hba.conf entry", "pg_hba.conf"},
    {"no_password",
     [](Sample& s) {
         s.server_of(2).in_recovery.reset();
         s.server_of(2).failure = "fe_sendauth: no password supplied";
     },
     failure, "server_login", "no password supplied",
     "give user efm a line host:port:database:efm_pgpool:password in its .pgpass (0600)"},
    {"not_reached",
     [](Sample& s) { s.server_of(2) = {.contact = efm::Contact::unknown, .failure = "No route to host"}; }, failure,
     "server_unseen", "10.0.0.3:5432 cannot be tried: No route to host", "firewalls"},
    {"no_stats", [](Sample& s) { s.server_of(1).receives.reset(); }, failure, "server_rights", "10.0.0.2:5432",
     "GRANT pg_read_all_stats TO efm_pgpool"},
    {"clock_behind", [](Sample& s) { *s.server_of(1).clock -= 90s; }, warning, "clock", "89 s behind", "chrony"},
    {"clock_ahead", [](Sample& s) { *s.server_of(1).clock += 90s; }, warning, "clock", "89 s ahead", "chrony"},
    {"member_without_backend",
     [](Sample& s) {
         for (auto& pool : s.survey.pools) pool.view.value->backends.nodes.pop_back();
         s.survey.pools.pop_back();
         s.pools.pop_back();
     },
     failure, "member_without_backend", "member 10.0.0.3 has no backend", "unpooled"},
    {"backend_without_member", [](Sample& s) { s.manager_status().members.pop_back(); }, failure,
     "backend_without_member", "10.0.0.3:5432 is a backend", "map"},
    {"they_disagree",
     [](Sample& s) {
         s.survey.pools[0].view.value->backends.nodes[2].status = pcp::NodeStatus::down;
         s.survey.pools.pop_back();
         s.pools.pop_back();
     },
     warning, "agreement", "is detached", "pgpool_backend attach"},
};

TEST(DoctorOnServersUnseen, OnlyWarnsWithoutALogin)
{
    Sample sample;
    for (auto& server : sample.survey.servers) server.view.value->in_recovery.reset();
    sample.survey.has_login = false;
    sample.server_of(2) = {.contact = efm::Contact::unknown, .failure = "No route to host"};
    const auto lines = examine(sample);
    const auto line = std::ranges::find(lines, "server_unseen", &Diagnosis::check);
    ASSERT_NE(line, lines.end()) << shown(lines);
    EXPECT_EQ(line->verdict, warning);
    EXPECT_EQ(std::ranges::find(lines, "agreement", &Diagnosis::check), lines.end()) << shown(lines);
}

INSTANTIATE_TEST_SUITE_P(Seeded, DoctorOnServers, ::testing::ValuesIn(faults), name_of);

}  // namespace
