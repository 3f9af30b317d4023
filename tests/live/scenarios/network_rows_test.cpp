// Rows 7 and 8: hosts that nobody reaches. Each host is a network namespace with a cable; what is sent to it vanishes.
#include "scenario.hpp"
#include "timeline.hpp"

namespace scenarios {
namespace {

constexpr const char* no_majority =
    "without a majority EFM decides nothing and calls no hook, and reconcile takes nobody out for his silence";

// All agents are asked for by the witness, whose cable stays in.
std::unique_ptr<House> house_with_cables()
{
    auto house = std::make_unique<House>(suite(), HouseOptions{}, lab());
    house->ask(witness_host);
    return house;
}

TEST_F(Network, Row07CableOutOfAStandby)
{
    const auto house = house_with_cables();
    Rehearsal rehearsal{{7, "network cable out", {}}, *house};

    const auto pull = [&] {
        house->lab().pull_cable(2);
    };
    rehearsal.act("out of a standby", pull, {"Primary", "Standby", "DOWN", "Witness"});
    const auto plug = [&] {
        house->lab().plug_cable(2);
    };
    rehearsal.act("the standby's cable back in", plug, {"Primary", "Standby", "Standby", "Witness"});
    rehearsal.judge();
}

TEST_F(Network, Row07CableOutOfThePrimary)
{
    const auto house = house_with_cables();
    Rehearsal rehearsal{{7, "network cable out", {}}, *house};

    const auto pull = [&] {
        house->lab().pull_cable(0);
    };
    const Act& failover = rehearsal.act("out of the primary", pull, {"DOWN", heir, heir, "Witness"});
    table().add_picture(7, "the primary's cable", timeline(*house, failover));
    const auto plug = [&] {
        house->lab().plug_cable(0);
    };
    rehearsal.act("back in", plug, {"Idle", heir, heir, "Witness"});
    const auto rebuild = [&] {
        house->efm().rebuild(0, house->server(0), house->server(house->primary()));
        house->efm().resume(0);
    };
    rehearsal.act("rebuilt, efm resume", rebuild, {"Standby", heir, heir, "Witness"});
    rehearsal.judge();
}

TEST_F(Network, Row07CableOutOfBoth)
{
    const std::string out = "out of both";
    const auto house = house_with_cables();
    Rehearsal rehearsal{
        {7, "network cable out", {{Claim::agreement, out, no_majority}, {Claim::full_reads, out, no_majority}}},
        *house};

    const auto pull = [&] {
        house->lab().pull_cable(0);
        house->lab().pull_cable(2);
    };
    rehearsal.act(out, pull, {"DOWN", "Standby", "DOWN", "Witness"});
    const auto plug = [&] {
        house->lab().plug_cable(0);
        house->lab().plug_cable(2);
    };
    rehearsal.act("both back in", plug, {"Primary", "Standby", "Standby", "Witness"});
    rehearsal.judge();
}

TEST_F(Network, Row08PowerOffAndOn)
{
    const auto house = house_with_cables();
    Rehearsal rehearsal{{8, "power off (kill -9 of everything on a host) and on", {}}, *house};
    const auto power_off = [&](std::size_t host) {
        house->lab().pull_cable(host);
        house->efm().kill_host(host);
    };

    rehearsal.act("of a standby", [&] { power_off(2); }, {"Primary", "Standby", "DOWN", "Witness"});
    const auto power_on = [&] {
        house->lab().plug_cable(2);
        house->start_server(2);
        house->efm().start_agent(2);
    };
    rehearsal.act("the standby's power on", power_on, {"Primary", "Standby", "Standby", "Witness"});

    rehearsal.act("of the primary", [&] { power_off(0); }, {"DOWN", heir, heir, "Witness"});
    const auto second_primary = [&] {
        house->lab().plug_cable(0);
        house->start_server(0);
        EXPECT_ANY_THROW(house->efm().start_agent(0));
    };
    rehearsal.act("its power on: a second primary", second_primary, {"DOWN", heir, heir, "Witness"});
    const auto rewind = [&] {
        house->efm().rewind(0, house->server(0), house->server(house->primary()));
        house->efm().start_agent(0);
    };
    rehearsal.act("pg_rewind, agent started", rewind, {"Standby", heir, heir, "Witness"});
    rehearsal.judge();
}

}  // namespace
}  // namespace scenarios
