// Rows 11 and 12: nobody dies, but everything is slow; and Pgpool itself goes away at the worst moment.
#include "eventually.hpp"
#include "saturation.hpp"
#include "scenario.hpp"

namespace scenarios {
namespace {

using namespace std::chrono_literals;

// A host that is slow is not to be taken for a dead one: as patient as this, EFM is in production many times over.
HouseOptions of_patient_agents()
{
    HouseOptions options;
    options.efm.times = {
        {"local.timeout", 4s}, {"local.timeout.final", 3s}, {"remote.timeout", 4s}, {"node.timeout", 5s}};
    return options;
}

// Until that many more writes are acknowledged.
void wait_for_writes(const House& house, std::size_t more)
{
    const auto acknowledged = [&] {
        return judge({.statements = house.traffic().statements()}).acknowledged;
    };
    const std::size_t before = acknowledged();
    EXPECT_TRUE(support::eventually([&] { return acknowledged() >= before + more; }, 60s, 50ms));
}

TEST_F(Scenario, Row11CpuIsSaturated)
{
    const std::string pressed = "on the pooler, the primary dies";
    const std::string why =
        "Pgpool may not get to its work before a hook's deadline: the hook says so, with 75, and reconcile does it";
    House house{suite(), of_patient_agents()};
    Rehearsal rehearsal{{11, "CPU saturated on the primary, on the pooler", {{Claim::hooks, pressed, why}}}, house};

    const auto press_primary = [&] {
        const support::Saturation load{house.server(0).data_dir()};
        wait_for_writes(house, 100);
    };
    rehearsal.act("on the primary, for 100 writes", press_primary, {"Primary", "Standby", "Standby"});

    const auto press_pooler = [&] {
        const support::Saturation load{house.pool().dir()};
        const Time begun = now();
        house.server(2).kill9();
        house.wait_for("hook", "detach", begun);
    };
    rehearsal.act("on the pooler, a standby dies", press_pooler, {"Primary", "Standby", "Idle"});

    const auto press_pooler_again = [&] {
        const support::Saturation load{house.pool().dir()};
        house.start_server(2);
        house.efm().resume(2);
    };
    rehearsal.act("on the pooler, efm resume", press_pooler_again, {"Primary", "Standby", "Standby"});

    const auto press_pooler_in_failover = [&] {
        const support::Saturation load{house.pool().dir()};
        const Time begun = now();
        house.server(0).kill9();
        house.wait_for("notification", "Failover has completed", begun);
    };
    rehearsal.act(pressed, press_pooler_in_failover, {"Idle", heir, heir});
    rehearsal.judge();
}

TEST_F(Scenario, Row12PgpoolIsRestartedInTheMiddleOfAFailover)
{
    const std::string restarted = "the primary dies, Pgpool is restarted";
    const std::string killed = "the new one dies, Pgpool by kill -9";
    const std::string away = "no Pgpool is there: the hook says so, with 69, and reconcile delivers it later";
    const std::string mixed =
        "a Pgpool started while a server goes away may mix its backends up for long: its own fault";
    // Its processes may crash when it is stopped at such a moment.
    HouseOptions options;
    options.pool_crashes = support::Tolerated::all;
    House house{suite(), options};
    Rehearsal rehearsal{{12,
                         "Pgpool restarted in the middle of a failover",
                         {{Claim::hooks, restarted, away},
                          {Claim::hooks, killed, away},
                          {Claim::full_reads, killed, mixed, "kind does not match"}}},
                        house};

    const auto restart_in_failover = [&] {
        const Time begun = now();
        house.server(0).kill9();
        house.wait_for("type", "Promoting", begun);
        house.pool().stop();
        house.pool().begin_start();
        house.wait_for("notification", "Failover has completed", begun);
    };
    rehearsal.act(restarted, restart_in_failover, {"Idle", heir, heir});
    const std::size_t second = house.primary();
    const auto rebuild = [&] {
        house.efm().rebuild(0, house.server(0), house.server(second));
        house.efm().resume(0);
    };
    rehearsal.act("rebuilt, efm resume", rebuild, {"Standby", heir, heir});

    const auto kill_in_failover = [&] {
        const Time begun = now();
        house.server(second).kill9();
        house.wait_for("type", "Promoting", begun);
        house.pool().kill9();
        house.pool().begin_start();
        house.wait_for("notification", "Failover has completed", begun);
    };
    std::vector<std::string> types(house.size(), heir);
    types[second] = "Idle";
    rehearsal.act(killed, kill_in_failover, types);
    rehearsal.judge();
}

}  // namespace
}  // namespace scenarios
