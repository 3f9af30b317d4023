// Rows 3, 4 and 10: agents die, databases live.
#include "scenario.hpp"

namespace scenarios {
namespace {

constexpr const char* still_runs = "primary DB is still running";

// And waits until the others have said what they make of it.
void kill_agent(House& house, std::size_t member, const std::string& said)
{
    const Time begun = now();
    house.efm().kill_agent(member);
    house.wait_for("notification", said, begun);
}

HouseOptions of_generation(const std::string& generation)
{
    HouseOptions options;
    options.efm.generation = generation;
    return options;
}

TEST_F(Scenario, Row03PrimaryAgentAloneDies)
{
    House house{suite()};
    Rehearsal rehearsal{{3, "primary agent alone dies: the database goes on", {}}, house};

    rehearsal.act("the primary's agent dies, 5.2", [&] { kill_agent(house, 0, still_runs); },
                  {"DOWN", "Standby", "Standby"});
    rehearsal.act("it is started", [&] { house.efm().start_agent(0); }, {"Primary", "Standby", "Standby"});
    rehearsal.judge();
}

// On hosts of their own: to a call from the member's own host, the hook listens.
TEST_F(Network, Row03PrimaryAgentAloneDiesUnderFourTen)
{
    const std::string died = "the primary's agent dies, 4.10";
    House house{suite(), of_generation("4.10"), lab()};
    house.ask(witness_host);
    Rehearsal rehearsal{
        {3, "primary agent alone dies: the database goes on", {}, {{died, "detach " + house.server(0).address()}}},
        house};

    rehearsal.act(died, [&] { kill_agent(house, 0, still_runs); }, {"", "Standby", "Standby", "Witness"});
    rehearsal.act("it is started", [&] { house.efm().start_agent(0); }, {"Primary", "Standby", "Standby", "Witness"});
    rehearsal.judge();
}

TEST_F(Scenario, Row04StandbyAgentAloneDies)
{
    for (const auto& [generation, unseen] : {std::pair{"5.2", "DOWN"}, std::pair{"4.10", ""}}) {
        House house{suite(), of_generation(generation)};
        Rehearsal rehearsal{{4, "standby agent alone dies: the database goes on", {}}, house};

        const std::string title = std::string("the standby's agent dies, ") + generation;
        rehearsal.act(title, [&] { kill_agent(house, 2, "Standby agent failed"); }, {"Primary", "Standby", unseen});
        rehearsal.act("it is started", [&] { house.efm().start_agent(2); }, {"Primary", "Standby", "Standby"});
        rehearsal.judge();
    }
}

TEST_F(Scenario, Row10AgentIsKilledWhileItsHookRuns)
{
    House house{suite()};
    Rehearsal rehearsal{{10, "agent killed, its hook with it", {}}, house};

    const auto kill_both = [&] {
        const Time begun = now();
        house.server(2).kill9();
        house.wait_for("hook_started", "detach", begun);
        house.efm().kill_agent(2);
        house.efm().kill_hooks(2);
    };
    rehearsal.act("a standby dies, its agent while it detaches", kill_both, {"Primary", "Standby", "DOWN"});
    const auto start_both = [&] {
        house.start_server(2);
        house.efm().start_agent(2);
    };
    rehearsal.act("agent and database are started", start_both, {"Primary", "Standby", "Standby"});

    const auto kill_coordinator = [&] {
        const Time begun = now();
        house.server(0).kill9();
        house.wait_for("hook_started", "detach", begun);
        house.efm().kill_agent(0);
        house.efm().kill_hooks(0);
    };
    rehearsal.act("the primary dies, its agent while it detaches", kill_coordinator, {"DOWN", "", ""});
    rehearsal.judge();
}

}  // namespace
}  // namespace scenarios
