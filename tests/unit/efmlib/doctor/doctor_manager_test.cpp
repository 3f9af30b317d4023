#include "doctor_cases.hpp"

namespace {

using namespace doctor_test;

class DoctorOnManager : public ::testing::TestWithParam<Fault> {};

TEST_P(DoctorOnManager, FindsAFaultByItsOwnLineAndByNothingElse)
{
    expect_own_line(GetParam());
}

const Fault faults[] = {
    {"command_missing", [](Sample& s) { s.manager_command->kind = Kind::missing; }, failure, "efm_command",
     "does not exist", "/usr/edb/efm-5.2/bin/efm"},
    {"command_not_allowed",
     [](Sample& s) {
         s.manager_command->executable = false;
         s.sudo.reset();
     },
     failure, "efm_command", "may not run", "group efm"},
    {"command_unset",
     [](Sample& s) {
         s.manager_command.reset();
         s.sudo.reset();
         s.survey.manager.reset();
     },
     warning, "efm_command", "is not asked", "efm.command"},
    {"cluster_unset", [](Sample& s) { s.settings.efm_cluster.clear(); }, failure, "efm_command",
     "efm.cluster is not set", "set efm.cluster"},
    {"older_release",
     [](Sample& s) {
         s.releases = {"4.9", "4.10", "5.2", "5.10"};
     },
     warning, "efm_release", "is of release 5.2, and 5.10 is installed", "efm-5.10/bin/efm"},
    {"properties_of_another_release", [](Sample& s) { s.properties->path = "/etc/edb/efm-4.9/acct.properties"; },
     warning, "efm_release", "is of release 4.9, but efm.command is of 5.2", "one release"},
    {"another_cluster", [](Sample& s) { s.settings.efm_cluster = "efm"; }, warning, "efm_cluster",
     "is of cluster acct, but efm.cluster is efm", "one cluster"},
    {"no_sudo_rule", [](Sample& s) { s.sudo->allowed = false; }, failure, "sudo_rule", "user efm",
     "NOPASSWD: /usr/edb/efm-5.2/bin/efm cluster-status-json acct"},
    {"sudo_wildcard", [](Sample& s) { s.sudo->wildcards = {"/usr/edb/efm-*/bin/efm"}; }, warning, "sudo_rule",
     "wildcard", "release"},
    {"manager_silent",
     [](Sample& s) {
         *s.survey.manager = {.failure = efm::Error(efm::Error::Kind::unreachable, "is the local agent running?")};
     },
     failure, "manager", "is the local agent", "start the agent"},
    {"not_in_its_group",
     [](Sample& s) {
         *s.survey.manager = {.failure =
                                  efm::Error(efm::Error::Kind::unreachable, "acct.properties: Permission denied")};
     },
     failure, "manager", "Permission denied",
     "usermod -aG efm efm, then restart what runs as efm; or set efm.sudo_user"},
};

TEST(DoctorOnTheManager, SaysThatItIsSilentBesideAWarningOfSudo)
{
    Sample sample;
    sample.sudo->wildcards = {"/usr/edb/efm-*/bin/efm"};
    *sample.survey.manager = {.failure = efm::Error(efm::Error::Kind::unreachable, "is the local agent running?")};
    EXPECT_EQ(faults_of(sample).size(), 2U) << shown(faults_of(sample));
}

INSTANTIATE_TEST_SUITE_P(Seeded, DoctorOnManager, ::testing::ValuesIn(faults), name_of);

}  // namespace
