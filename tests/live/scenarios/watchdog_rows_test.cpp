// Row 5: the active Pgpool's host dies, another Pgpool takes over with the delegate address.
#include "eventually.hpp"
#include "in_namespace.hpp"
#include "scenario.hpp"

namespace scenarios {
namespace {

TEST_F(Network, Row05WitnessWithTheActivePgpoolDies)
{
    HouseOptions options;
    options.watchdog = true;
    House house{suite(), options, lab()};
    Rehearsal rehearsal{{5, "witness with the active Pgpool dies, a second Pgpool takes over", {}}, house};
    house.ask(0);

    const auto power_off = [&] {
        house.lab().pull_cable(witness_host);
        house.efm().kill_agent(witness_host);
        house.reconciler(0).kill9();
        house.pool().kill9();
        EXPECT_TRUE(support::eventually([&] { return !house.pool_state().empty(); }, std::chrono::seconds{30}));
    };
    rehearsal.act("the witness's host dies", power_off, {"Primary", "Standby", "Standby", "DOWN"});
    EXPECT_EQ(house.lab().addresses(2).size(), 2U);

    const auto kill_standby = [&] {
        house.server(1).kill9();
    };
    rehearsal.act("a standby's database dies", kill_standby, {"Primary", "Idle", "Standby", "DOWN"});
    const auto come_back = [&] {
        house.start_server(1);
        house.efm().resume(1);
    };
    rehearsal.act("it is started, efm resume", come_back, {"Primary", "Standby", "Standby", "DOWN"});

    const auto power_on = [&] {
        house.lab().plug_cable(witness_host);
        house.pool().start();
        house.reconciler(0).start();
        house.efm().start_agent(witness_host);
    };
    rehearsal.act("the witness's host is back", power_on, {"Primary", "Standby", "Standby", "Witness"});
    const support::InNamespace there(house.client_namespace());
    EXPECT_TRUE(support::eventually([&] { return pool_state(house.pool().pcp(), 3) == house.pool_state(); }));
    rehearsal.judge();
}

}  // namespace
}  // namespace scenarios
