// Rows 1, 2, 6 and 9: a database dies, or hands over.
#include "scenario.hpp"
#include "timeline.hpp"

namespace scenarios {
namespace {

TEST_P(SideBySide, Row01StandbyDatabaseDiesAndIsResumed)
{
    House house{contender()};
    Rehearsal rehearsal{{1, "standby database dies, comes back, efm resume", {}}, house};

    rehearsal.act("a standby's database dies", [&] { house.server(2).kill9(); }, {"Primary", "Standby", "Idle"});
    const auto come_back = [&] {
        house.start_server(2);
        house.efm().resume(2);
    };
    rehearsal.act("it is started, efm resume", come_back, {"Primary", "Standby", "Standby"});
    rehearsal.judge();
}

TEST_P(SideBySide, Row02PrimaryDatabaseDiesAndIsRebuilt)
{
    House house{contender()};
    Rehearsal rehearsal{{2, "primary database dies (failover), is rebuilt and resumed", {}}, house};

    rehearsal.act("the primary's database dies", [&] { house.server(0).kill9(); }, {"Idle", heir, heir});
    const std::size_t second = house.primary();
    const auto rewind = [&] {
        house.efm().rewind(0, house.server(0), house.server(second));
        house.efm().resume(0);
    };
    rehearsal.act("pg_rewind, efm resume", rewind, {"Standby", heir, heir});

    std::vector<std::string> types(house.size(), heir);
    types[second] = "Idle";
    rehearsal.act(
        "the new primary's dies", [&] { house.server(second).kill9(); }, types);
    const std::size_t third = house.primary();
    const auto copy = [&] {
        house.efm().rebuild(second, house.server(second), house.server(third));
        house.efm().resume(second);
    };
    types[second] = "Standby";
    rehearsal.act("pg_basebackup, efm resume", copy, types);
    rehearsal.judge();
}

TEST_F(Scenario, Row02PrimaryDatabaseDiesUnderAsynchronousReplication)
{
    const std::string why = "asynchronous replication: what no standby had is lost with the primary";
    HouseOptions options;
    options.synchronous = false;
    House house{suite(), options};
    Rehearsal rehearsal{{2, "primary database dies (failover), is rebuilt and resumed", {{Claim::durability, "", why}}},
                        house};

    rehearsal.act("asynchronous: it dies", [&] { house.server(0).kill9(); }, {"Idle", heir, heir});
    rehearsal.judge();
}

TEST_P(SideBySide, Row06SwitchoverAndBack)
{
    House house{contender()};
    Rehearsal rehearsal{{6, "switchover and switch back", {}}, house};

    rehearsal.act("switchover", [&] { house.efm().switchover(1); }, {"Standby", "Primary", "Standby"});
    rehearsal.act("switch back", [&] { house.efm().switchover(0); }, {"Primary", "Standby", "Standby"});
    rehearsal.judge();
}

const auto name_of = [](const auto& info) {
    return info.param.is_suite ? std::string("Suite") : std::string("Scripts");
};
INSTANTIATE_TEST_SUITE_P(Suite, SideBySide, ::testing::Values(suite()), name_of);
INSTANTIATE_TEST_SUITE_P(Baseline, SideBySide, ::testing::ValuesIn(baseline()), name_of);
GTEST_ALLOW_UNINSTANTIATED_PARAMETERIZED_TEST(SideBySide);

TEST_F(Scenario, Row09PostmasterIsKilled)
{
    House house{suite()};
    Rehearsal rehearsal{{9, "kill -9 of the postmaster", {}}, house};

    const auto kill_standby = [&] {
        house.server(2).kill9_postmaster();
    };
    rehearsal.act("of a standby", kill_standby, {"Primary", "Standby", "Idle"});
    const auto come_back = [&] {
        house.start_server(2);
        house.efm().resume(2);
    };
    rehearsal.act("it is started, efm resume", come_back, {"Primary", "Standby", "Standby"});

    const auto kill_primary = [&] {
        house.server(0).kill9_postmaster();
    };
    const Act& failover = rehearsal.act("of the primary", kill_primary, {"Idle", heir, heir});
    table().add_picture(9, "from kill -9 of the primary's postmaster to full read capacity, nobody touching anything",
                        timeline(house, failover));
    rehearsal.judge();
}

}  // namespace
}  // namespace scenarios
