// One row a fault: what is changed in a set-up in which all is well, and the one line that is found then.
#include "efm/doctor.hpp"

#include <gmock/gmock.h>

#include <nlohmann/json.hpp>

#include "doctor_samples.hpp"

namespace {

using namespace std::chrono_literals;
using doctor_samples::Sample;
using efm::Diagnosis;
using efm::PathFacts;
using efm::Verdict;
using ::testing::HasSubstr;
using ::testing::SizeIs;
using Kind = efm::PathFacts::Kind;

constexpr Verdict failure = Verdict::failure;
constexpr Verdict warning = Verdict::warning;

std::vector<Diagnosis> faults_of(const efm::Evidence& evidence)
{
    std::vector<Diagnosis> faults = examine(evidence);
    std::erase_if(faults, [](const Diagnosis& line) { return line.verdict == Verdict::well; });
    return faults;
}

std::string shown(const std::vector<Diagnosis>& lines)
{
    std::string text;
    for (const Diagnosis& line : lines) text += line.check + ": " + line.where + ": " + line.what + '\n';
    return text;
}

struct Fault {
    const char* name;
    void (*seed)(Sample& sample);
    Verdict verdict;
    const char* check;
    const char* words;   // of where, what and remedy, in part
    const char* remedy;  // in part
};

std::string name_of(const ::testing::TestParamInfo<Fault>& each)
{
    return each.param.name;
}

class SeededFault : public ::testing::TestWithParam<Fault> {};

TEST_P(SeededFault, IsFoundByItsOwnLineAndByNothingElse)
{
    Sample sample;
    GetParam().seed(sample);
    const std::vector<Diagnosis> found = faults_of(sample);
    ASSERT_THAT(found, SizeIs(1)) << shown(found);
    EXPECT_EQ(found[0].check, GetParam().check);
    EXPECT_EQ(found[0].verdict, GetParam().verdict);
    EXPECT_THAT(found[0].where + ": " + found[0].what, HasSubstr(GetParam().words));
    EXPECT_THAT(found[0].remedy, HasSubstr(GetParam().remedy));
}

const Fault of_files[] = {
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
    {"state_dir_open", [](Sample& s) { s.state_dir.mode = 0755; }, failure, "state_dir", "open to others (mode 0755)",
     "chmod 0700"},
    {"state_dir_empty", [](Sample& s) { s.state_dir = {}; }, warning, "state_dir", "no journal", "/var/lib"},
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

const Fault of_pools[] = {
    {"pool_unreachable",
     [](Sample& s) {
         s.survey.pools[0].view = {.failure = efm::Error(efm::Error::Kind::unreachable, "cannot reach PCP")};
     },
     failure, "pool", "pool a:9898: cannot reach", "pcp_port"},
    {"clear_text", [](Sample& s) { s.pools[0].leaves_host = true; }, warning, "pcp_clear_text", "clear text",
     "firewall"},
    {"more_than_79_backends",
     [](Sample& s) {
         s.pools[0].settings.clear();
         s.pools[0].too_large = true;
         s.pgpool_conf.reset();
     },
     warning, "pool_settings", "more than 79", "--pgpool-conf"},
    {"health_check", [](Sample& s) { s.live("health_check_period", "10"); }, failure, "health_check_period",
     "pool a:9898: is 10", "health_check_period = 0"},
    {"failover_command", [](Sample& s) { s.live("failover_command", "/x %d"); }, failure, "failover_command", "/x %d",
     "''"},
    {"failback_command", [](Sample& s) { s.live("failback_command", "/x"); }, warning, "failback_command", "/x", "''"},
    {"failover_on_error", [](Sample& s) { s.live("failover_on_backend_error", "1"); }, failure,
     "failover_on_backend_error", "is 1", "= off"},
    {"failover_on_shutdown", [](Sample& s) { s.live("failover_on_backend_shutdown", "1"); }, failure,
     "failover_on_backend_shutdown", "is 1", "= off"},
    {"tuples_mismatch", [](Sample& s) { s.live("failover_if_affected_tuples_mismatch", "on"); }, failure,
     "failover_if_affected_tuples_mismatch", "is on", "= off"},
    {"auto_failback", [](Sample& s) { s.live("auto_failback", "1"); }, failure, "auto_failback", "attaches again",
     "= off"},
    {"false_primary", [](Sample& s) { s.live("detach_false_primary", "1"); }, failure, "detach_false_primary", "is 1",
     "= off"},
    {"long_search", [](Sample& s) { s.live("search_primary_node_timeout", "300"); }, warning,
     "search_primary_node_timeout", "is 300", "= 3"},
    {"raw_mode", [](Sample& s) { s.live("backend_clustering_mode", "5"); }, failure, "backend_clustering_mode", "is 5",
     "streaming_replication"},
    {"disallowed", [](Sample& s) { s.live("backend_flag1", "DISALLOW_TO_FAILOVER"); }, failure, "backend_flag",
     "backend_flag1 is DISALLOW", "backend_flag1 = 'ALLOW_TO_FAILOVER'"},
    {"always_primary", [](Sample& s) { s.live("backend_flag0", "ALLOW_TO_FAILOVER|ALWAYS_PRIMARY"); }, failure,
     "backend_flag", "stays the primary", "backend_flag0"},
    {"follow_unset", [](Sample& s) { s.live("follow_primary_command", ""); }, warning, "follow_primary_command",
     "is empty", "/usr/bin/follow_primary %d %P %m"},
    {"follow_order", [](Sample& s) { s.live("follow_primary_command", "/usr/bin/follow_primary %P %d"); }, failure,
     "follow_primary_command", "gives follow_primary %P %d", "%d %P %m"},
    {"follow_script", [](Sample& s) { s.live("follow_primary_command", "/x/follow.sh %d %P"); }, warning,
     "follow_primary_command", "/x/follow.sh", "follow_primary"},
    {"follow_missing",
     [](Sample& s) {
         s.program_named("follow_primary").kind = Kind::missing;
         s.pools[1].is_local = false;
     },
     failure, "follow_primary_command", "does not exist", "follow_primary"},
    {"slip_of_the_guide",
     [](Sample& s) { s.pgpool_conf = efm::parse_pgpool_conf("fail_over_on_backend_error = off\n", "pgpool.conf"); },
     warning, "pgpool_conf", "pgpool.conf:1: fail_over_on_backend_error", "write failover_on_backend_error"},
    {"other_slip_of_the_guide",
     [](Sample& s) { s.pgpool_conf = efm::parse_pgpool_conf("\nwd_lifecyclecheck_method = 'heartbeat'\n", "p"); },
     warning, "pgpool_conf", "p:2: wd_lifecyclecheck_method", "write wd_lifecheck_method"},
    {"own_health_check", [](Sample& s) { s.pgpool_conf = efm::parse_pgpool_conf("health_check_period2 = 5\n", "p"); },
     failure, "health_check_period", "health_check_period2 is 5", "health_check_period2 = 0"},
};

const Fault of_hooks[] = {
    {"properties_unset", [](Sample& s) { s.properties.reset(); }, warning, "efm_properties", "not looked at", "set"},
    {"properties_unreadable", [](Sample& s) { s.properties->fault = "Permission denied"; }, failure, "efm_properties",
     "Permission denied", "let user efm read"},
    {"attach_unset", [](Sample& s) { s.set("script.load.balancer.attach", ""); }, failure, "attach_line", "is not set",
     "script.load.balancer.attach=/usr/bin/load_balancer_attach %h %t"},
    {"detach_unset", [](Sample& s) { s.set("script.load.balancer.detach", ""); }, failure, "detach_line", "is not set",
     "script.load.balancer.detach="},
    {"promotion_unset", [](Sample& s) { s.set("script.post.promotion", ""); }, failure, "promotion_line", "is not set",
     "promote %p"},
    {"attach_missing", [](Sample& s) { s.program_named("load_balancer_attach").kind = Kind::missing; }, failure,
     "attach_line", "does not exist", "install"},
    {"detach_not_executable", [](Sample& s) { s.program_named("load_balancer_detach").executable = false; }, failure,
     "detach_line", "user efm may not run", "chmod 755"},
    {"attach_hidden", [](Sample& s) { s.program_named("load_balancer_attach").kind = Kind::hidden; }, failure,
     "attach_line", "user efm cannot reach", "chmod o+x"},
    {"relative_path", [](Sample& s) { s.set("script.load.balancer.attach", "load_balancer_attach %h %t"); }, failure,
     "attach_line", "not an absolute path", "/usr/bin/"},
    {"quotes", [](Sample& s) { s.set("script.load.balancer.detach", "/usr/bin/load_balancer_detach \"%h\" %t"); },
     failure, "detach_line", "quotes", "%h %t"},
    {"attach_order", [](Sample& s) { s.set("script.load.balancer.attach", "/usr/bin/load_balancer_attach %t %h"); },
     failure, "attach_line", "gives %t %h", "%h %t"},
    {"detach_of_the_primary",
     [](Sample& s) { s.set("script.load.balancer.detach", "/usr/bin/load_balancer_detach %p"); }, failure,
     "detach_line", "gives %p", "%h %t"},
    {"promotion_of_the_failed",
     [](Sample& s) { s.set("script.post.promotion", "/usr/bin/pgpool_backend promote %f --as post-promotion"); },
     failure, "promotion_line", "gives promote %f", "promote %p"},
    {"promotion_by_an_operator",
     [](Sample& s) { s.set("script.post.promotion", "/usr/bin/pgpool_backend promote %p"); }, failure, "promotion_line",
     "lacks --as post-promotion", "--as post-promotion"},
    {"script_of_2020", [](Sample& s) { s.set("script.load.balancer.attach", "/opt/attach.sh %h"); }, warning,
     "attach_line", "/opt/attach.sh", "load_balancer_attach"},
    {"fence_without_slot", [](Sample& s) { s.set("script.fence", "/usr/bin/load_balancer_detach %f"); }, failure,
     "fence_line", "abort the promotion", "--as fence"},
    {"monitor_without_slot",
     [](Sample& s) {
         s.set("script.custom.monitor", "/usr/bin/pgpool_backend reconcile");
         s.set("custom.monitor.safe.mode", "true");
     },
     failure, "monitor_line", "fail a healthy primary over", "--as monitor"},
    {"strict_monitor",
     [](Sample& s) {
         s.set("script.custom.monitor", "/usr/bin/pgpool_backend reconcile --as monitor --strict");
         s.set("custom.monitor.safe.mode", "true");
     },
     failure, "monitor_line", "healthy primary", "without --strict"},
    {"unsafe_monitor",
     [](Sample& s) { s.set("script.custom.monitor", "/usr/bin/pgpool_backend reconcile --as monitor"); }, warning,
     "safe_mode", "not true", "custom.monitor.safe.mode=true"},
    {"native_pgpool", [](Sample& s) { s.set("pgpool.enable", "True"); }, failure, "pgpool_enable", "beside the hooks",
     "pgpool.enable=false"},
    {"detach_on_agent_failure", [](Sample& s) { s.set("detach.on.agent.failure", "true"); }, warning,
     "detach_on_agent_failure", "is true", "=false"},
};

const Fault of_manager[] = {
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
    {"no_sudo_rule", [](Sample& s) { s.sudo->allowed = false; }, failure, "sudo_rule", "user efm", "NOPASSWD"},
    {"sudo_wildcard", [](Sample& s) { s.sudo->wildcards = {"/usr/edb/efm-*/bin/efm"}; }, warning, "sudo_rule",
     "wildcard", "release"},
    {"manager_silent",
     [](Sample& s) {
         *s.survey.manager = {.failure = efm::Error(efm::Error::Kind::unreachable, "is the local agent running?")};
     },
     failure, "manager", "is the local agent", "start the agent"},
};

const Fault of_servers[] = {
    {"login_refused",
     [](Sample& s) {
         s.server_of(2).in_recovery.reset();
         s.server_of(2).failure = "no pg_hba.conf entry";
     },
     failure, "server_login", "server 10.0.0.3:5432: no pg_hba.conf entry", "pg_hba.conf"},
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

INSTANTIATE_TEST_SUITE_P(OfFiles, SeededFault, ::testing::ValuesIn(of_files), name_of);
INSTANTIATE_TEST_SUITE_P(OfPools, SeededFault, ::testing::ValuesIn(of_pools), name_of);
INSTANTIATE_TEST_SUITE_P(OfHooks, SeededFault, ::testing::ValuesIn(of_hooks), name_of);
INSTANTIATE_TEST_SUITE_P(OfManager, SeededFault, ::testing::ValuesIn(of_manager), name_of);
INSTANTIATE_TEST_SUITE_P(OfServers, SeededFault, ::testing::ValuesIn(of_servers), name_of);

TEST(Doctor, FindsNothingWhereAllIsWell)
{
    const Sample sample;
    EXPECT_EQ(shown(faults_of(sample)), "");
    EXPECT_THAT(summary(examine(sample)), ::testing::MatchesRegex("all well: [0-9]+ checks"));
}

TEST(Doctor, NamesEveryFaultOfOneFile)
{
    Sample sample;
    sample.passfile.mode = 0644;
    sample.passfile.readable = false;
    sample.pools[0].password_fault = "has no line for a:9898:pcp";
    EXPECT_THAT(faults_of(sample), SizeIs(3));
}

TEST(Doctor, ReadsTheFileOfAPoolThatCannotBeAsked)
{
    Sample sample;
    sample.pools[0].settings.clear();
    sample.pools[0].too_large = true;
    sample.pgpool_conf = efm::parse_pgpool_conf("failover_command = '/bin/x'\nfailover_on_backend_error = off\n", "p");
    const auto found = faults_of(sample);
    ASSERT_THAT(found, SizeIs(1)) << shown(found);
    EXPECT_EQ(found[0].check, "failover_command");
}

TEST(Doctor, TakesTheDefaultOfTheReleaseForWhatIsNotSet)
{
    Sample sample;
    std::erase_if(sample.properties->values, [](const auto& each) { return each.key == "detach.on.agent.failure"; });
    EXPECT_EQ(shown(faults_of(sample)), "");
    sample.properties->path = "/etc/edb/efm-4.10/acct.properties";
    sample.manager_command->path = "/usr/edb/efm-4.10/bin/efm";
    sample.releases = {"4.9", "4.10"};
    EXPECT_THAT(shown(faults_of(sample)), HasSubstr("not set, which means true in this release"));
}

TEST(Doctor, PutsTheGravestFirst)
{
    Sample sample;
    sample.state_dir = {};
    sample.live("auto_failback", "1");
    const auto lines = examine(sample);
    EXPECT_EQ(lines[0].check, "auto_failback");
    EXPECT_EQ(lines[1].check, "state_dir");
    EXPECT_THAT(summary(lines), HasSubstr("1 failure, 1 warning; "));
}

TEST(Doctor, PrintsADocument)
{
    Sample sample;
    sample.live("auto_failback", "1");
    const auto document = nlohmann::json::parse(to_json(examine(sample), 78));
    EXPECT_EQ(document["ok"], false);
    EXPECT_EQ(document["exit"], 78);
    EXPECT_EQ(document["checks"][0]["check"], "auto_failback");
    EXPECT_EQ(document["checks"][0]["verdict"], "fail");
    EXPECT_EQ(document["checks"][0]["where"], "pool a:9898");
    EXPECT_TRUE(document["checks"].back()["remedy"].is_null());
}

}  // namespace
