#include "doctor_cases.hpp"

namespace {

using namespace doctor_test;

class DoctorOnHooks : public ::testing::TestWithParam<Fault> {};

TEST_P(DoctorOnHooks, FindsAFaultByItsOwnLineAndByNothingElse)
{
    expect_own_line(GetParam());
}

const Fault faults[] = {
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
    {"detach_where_attach_is_called",
     [](Sample& s) { s.set("script.load.balancer.attach", "/usr/bin/load_balancer_detach %h %t"); }, failure,
     "attach_line", "which does the opposite", "script.load.balancer.attach=/usr/bin/load_balancer_attach %h %t"},
    {"attach_where_detach_is_called",
     [](Sample& s) { s.set("script.load.balancer.detach", "/usr/bin/load_balancer_attach %h %t"); }, failure,
     "detach_line", "which does the opposite", "script.load.balancer.detach=/usr/bin/load_balancer_detach %h %t"},
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
    {"another_settings_file",
     [](Sample& s) { s.set("script.fence", "/usr/bin/load_balancer_detach %f --as fence -c /x"); }, warning,
     "hook_settings", "hooks read /x", "--config /x"},
    {"native_pgpool", [](Sample& s) { s.set("pgpool.enable", "True"); }, failure, "pgpool_enable", "beside the hooks",
     "pgpool.enable=false"},
    {"detach_on_agent_failure", [](Sample& s) { s.set("detach.on.agent.failure", "true"); }, warning,
     "detach_on_agent_failure", "is true", "=false"},
};

INSTANTIATE_TEST_SUITE_P(Seeded, DoctorOnHooks, ::testing::ValuesIn(faults), name_of);

}  // namespace
