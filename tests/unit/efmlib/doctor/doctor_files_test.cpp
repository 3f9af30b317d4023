#include "doctor_cases.hpp"

namespace {

using namespace doctor_test;

class DoctorOnFiles : public ::testing::TestWithParam<Fault> {};

TEST_P(DoctorOnFiles, FindsAFaultByItsOwnLineAndByNothingElse)
{
    expect_own_line(GetParam());
}

const Fault faults[] = {
    {"misspelt_key",
     [](Sample& s) {
         s.settings_faults = {{"hooks.conf:3", "unknown key \"pol\"", "write pool"}};
     },
     failure, "settings_file", "hooks.conf:3: unknown key", "write pool"},
    {"no_settings_file", [](Sample& s) { s.settings_path.clear(); }, warning, "settings_file", "does not exist",
     "copy"},
    {"looked_at_as_another", [](Sample& s) { s.user = "postgres"; }, warning, "hook_user",
     "not the user that the hooks run as, efm", "sudo -u efm"},
    {"state_dir_missing", [](Sample& s) { s.state_dir.kind = Kind::missing; }, failure, "state_dir", "does not exist",
     "install -d -m 0700 -o efm"},
    {"state_dir_of_another", [](Sample& s) { s.state_dir.writable = false; }, failure, "state_dir", "may not write",
     "chown efm"},
    {"state_dir_of_the_suite",
     [](Sample& s) {
         s.state_dir.mode = 02770;
         s.state_dir.group = "efm-pgpool";
         s.state_dir.writable = false;
     },
     failure, "state_dir", "may not write", "usermod -aG efm-pgpool efm, then restart"},
    {"journal_of_the_suite",
     [](Sample& s) {
         s.state_dir.mode = 02770;
         s.state_dir.group = "efm-pgpool";
         s.journal->writable = false;
     },
     failure, "state_dir", "may not write it", "chgrp efm-pgpool /var/lib/efm-pgpool/journal.db*; chmod 0660"},
    {"run_dir_of_the_suite",
     [](Sample& s) {
         s.run_dir.mode = 02770;
         s.run_dir.group = "efm-pgpool";
         s.run_dir.executable = false;
     },
     failure, "run_dir", "take turns", "usermod -aG efm-pgpool efm"},
    {"settings_dir_of_everybody",
     [](Sample& s) { s.settings_dir = {.path = "/etc/efm-pgpool", .kind = Kind::directory, .mode = 0777}; }, warning,
     "settings_file", "anybody may put another hooks.conf there", "chmod 0755 /etc/efm-pgpool"},
    {"state_dir_open", [](Sample& s) { s.state_dir.mode = 0755; }, failure, "state_dir", "open to others (mode 0755)",
     "chmod 0700"},
    {"state_dir_empty", [](Sample& s) { s.state_dir = {}; }, warning, "state_dir", "no journal", "/var/lib"},
    {"journal_of_another", [](Sample& s) { s.journal->writable = false; }, failure, "state_dir",
     "journal.db: belongs to user efm", "chown efm"},
    {"run_dir_missing", [](Sample& s) { s.run_dir.kind = Kind::missing; }, warning, "run_dir", "no such directory",
     "systemd-tmpfiles"},
    {"run_dir_of_everybody", [](Sample& s) { s.run_dir.mode = 01777; }, warning, "run_dir", "anybody", "chmod o-w"},
    {"run_dir_of_another", [](Sample& s) { s.run_dir.writable = false; }, failure, "run_dir", "take turns",
     "chown efm"},
    {"log_of_another", [](Sample& s) { s.log->writable = false; }, warning, "log", "is lost", "chown efm"},
    {"passfile_missing", [](Sample& s) { s.passfile.kind = Kind::missing; }, failure, "passfile",
     ".pcppass: does not exist", "mode 0600"},
    {"passfile_hidden", [](Sample& s) { s.passfile.kind = Kind::hidden; }, failure, "passfile", "may not search",
     "elsewhere"},
    {"passfile_no_file", [](Sample& s) { s.passfile.kind = Kind::directory; }, failure, "passfile", "regular",
     "name one"},
    {"passfile_mode", [](Sample& s) { s.passfile.mode = 0640; }, failure, "passfile_mode", "mode 0640", "chmod 600"},
    {"passfile_owner",
     [](Sample& s) {
         s.passfile.owner = "root";
         s.passfile.readable = false;
     },
     failure, "passfile_owner", "belongs to user root", "chown efm"},
    {"passfile_entry", [](Sample& s) { s.pools[1].password_fault = "has no line for b:9898:pcp"; }, failure,
     "passfile_entry", "pool b:9898: has no line", "add a line"},
    {"server_passfile_mode", [](Sample& s) { s.server_passfile->mode = 0644; }, failure, "server_passfile_mode",
     ".pgpass", "chmod 600"},
};

INSTANTIATE_TEST_SUITE_P(Seeded, DoctorOnFiles, ::testing::ValuesIn(faults), name_of);

}  // namespace
