#include "doctor_cases.hpp"

namespace {

using namespace doctor_test;

class DoctorOnPools : public ::testing::TestWithParam<Fault> {};

TEST_P(DoctorOnPools, FindsAFaultByItsOwnLineAndByNothingElse)
{
    expect_own_line(GetParam());
}

const Fault faults[] = {
    {"pool_unreachable",
     [](Sample& s) {
         s.survey.pools[0].view = {.failure = efm::Error(efm::Error::Kind::unreachable, "cannot reach PCP")};
     },
     failure, "pool", "pool a:9898: cannot reach", "start Pgpool if it does not run; see pcp_port"},
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

TEST(DoctorOnPgpoolConf, NamesSomeOfAFileFullOfSlips)
{
    std::string text;
    for (int i = 0; i < 1'000; ++i) text += "fail_over_on_backend_error = off\n";
    Sample sample;
    sample.pgpool_conf = efm::parse_pgpool_conf(text, "pgpool.conf");
    EXPECT_THAT(faults_of(sample), ::testing::SizeIs(20));
}

INSTANTIATE_TEST_SUITE_P(Seeded, DoctorOnPools, ::testing::ValuesIn(faults), name_of);

}  // namespace
