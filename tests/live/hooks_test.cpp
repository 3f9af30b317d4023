// The hooks as EFM calls them, and every answer of Pgpool that is no proof (spec: "answered CommandComplete although
// nothing happens").
#include <gmock/gmock.h>

#include <chrono>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <thread>

#include "pool_fixture.hpp"

namespace {

using namespace std::chrono_literals;
using ::testing::AnyOf;
using ::testing::HasSubstr;
using ::testing::Not;

class Hooks : public PoolFixture {};

TEST_F(Hooks, DetachAStandbyAndSeeItDown)
{
    expect_end(run("load_balancer_detach", {address(standby), "s"}), 0, "detached backend 1");
    EXPECT_EQ(shown_status(standby), "down");
    EXPECT_THAT(shown_status(sibling), AnyOf("up", "waiting"));
}

TEST_F(Hooks, TakeTheArgumentsOfThe2020Guide)
{
    expect_end(run("load_balancer_detach", {address(standby)}), 0, "detached backend 1");
    expect_end(run("load_balancer_attach", {address(standby)}), 0, "attached backend 1");
    EXPECT_THAT(shown_status(standby), AnyOf("up", "waiting"));
}

TEST_F(Hooks, TakeAnEmptyType)
{
    expect_end(run("load_balancer_detach", {address(standby), ""}), 0, "detached");
}

TEST_F(Hooks, AskNothingOfPgpoolWhenItIsAlreadySo)
{
    expect_end(run("load_balancer_attach", {address(standby), "s"}), 0, "nothing to do");
    EXPECT_FALSE(logged("step=act"));
}

TEST_F(Hooks, RefuseAnAddressThatNoBackendHasAndListWhatThereIs)
{
    const auto result = run("load_balancer_detach", {"127.0.0.99", "s"});
    expect_end(result, 68, "127.0.0.99 fits no backend");
    EXPECT_THAT(result.out, HasSubstr("backend 2 (" + address(sibling)));
}

TEST_F(Hooks, DoNothingForAMemberThatIsDeclaredAsUnpooled)
{
    expect_end(run("load_balancer_detach", {"127.0.0.99", "--set", "unpooled=127.0.0.99"}), 0, "nothing to do");
}

TEST_F(Hooks, FollowAMapLine)
{
    expect_end(run("load_balancer_detach", {"10.9.9.9", "--set", "map=10.9.9.9 " + address(sibling)}), 0, "backend 2");
    EXPECT_EQ(shown_status(sibling), "down");
}

TEST_F(Hooks, DoNotAttachAServerThatIsDown)
{
    expect_end(run("load_balancer_detach", {address(standby), "s"}), 0, "detached");
    servers()[standby].stop();
    expect_end(run("load_balancer_attach", {address(standby), "s", "--timeout", "700ms"}), 75, "does not answer");
    EXPECT_EQ(shown_status(standby), "down");
}

TEST_F(Hooks, AttachAServerAsSoonAsItAnswers)
{
    run("load_balancer_detach", {address(standby), "s"});
    servers()[standby].stop();
    efm::CommandResult result;
    {
        const std::jthread hook([&] { result = run("load_balancer_attach", {address(standby), "s"}); });
        EXPECT_TRUE(support::eventually([] { return logged("step=wait"); }));
        servers()[standby].start();
    }
    expect_end(result, 0, "attached backend 1");
}

TEST_F(Hooks, LetADetachEndAnAttachThatIsStillWaiting)
{
    run("load_balancer_detach", {address(standby), "s"});
    servers()[standby].stop();
    efm::CommandResult attach;
    {
        const std::jthread hook([&] { attach = run("load_balancer_attach", {address(standby), "s"}); });
        EXPECT_TRUE(support::eventually([] { return logged("step=wait"); }));
        expect_end(run("load_balancer_detach", {address(standby), "s"}), 0, "nothing to do");
        servers()[standby].start();
    }
    expect_end(attach, 77, "while this attach waited");
    EXPECT_EQ(shown_status(standby), "down");
}

TEST_F(Hooks, FailWhenPgpoolsMainProcessIsStoppedThoughItAnswersSuccess)
{
    pool().pause_main();
    expect_end(run("load_balancer_detach", {address(standby), "s", "--timeout", "3s"}), 75, "is still");
    pool().resume_main();
    EXPECT_TRUE(support::eventually([&] { return state_of(standby).status == pcp::NodeStatus::down; }));
}

TEST_F(Hooks, FailToAttachWhenPgpoolsMainProcessIsStopped)
{
    run("load_balancer_detach", {address(standby), "s"});
    pool().pause_main();
    expect_end(run("load_balancer_attach", {address(standby), "s", "--timeout", "3s"}), 75, "is still down");
    pool().resume_main();
    EXPECT_TRUE(support::eventually([&] { return is_attached(state_of(standby).status); }));
}

// Pgpool queues ten requests; the eleventh is answered like the others and dropped.
TEST_F(Hooks, FailWhenTheRequestWasDroppedFromAFullQueue)
{
    pool().pause_main();
    for (int i = 0; i < 14; ++i) client().attach(sibling);
    expect_end(run("load_balancer_detach", {address(standby), "s", "--timeout", "3s"}), 75, "is still");
    pool().resume_main();
    EXPECT_TRUE(support::eventually([&] { return client().node_count() == 3; }));
    EXPECT_TRUE(is_attached(state_of(standby).status));
}

TEST_F(Hooks, SendADroppedRequestOnceMoreWhileThereIsTime)
{
    pool().pause_main();
    for (int i = 0; i < 14; ++i) client().attach(sibling);
    efm::CommandResult result;
    {
        const std::jthread hook([&] {
            result = run("load_balancer_detach", {address(standby), "s", "--timeout", "6s"});
        });
        EXPECT_TRUE(support::eventually([] { return logged("step=verify"); }));
        pool().resume_main();
    }
    expect_end(result, 0, "detached backend 1");
}

TEST_F(Hooks, ChangeNothingInADryRun)
{
    expect_end(run("load_balancer_detach", {address(standby), "--dry-run"}), 0, "would detach backend 1");
    EXPECT_TRUE(is_attached(state_of(standby).status));
}

TEST_F(Hooks, PrintOneJsonDocument)
{
    const auto result = run("load_balancer_detach", {address(standby), "--json"});
    const auto document = nlohmann::json::parse(result.out);
    EXPECT_EQ(document["ok"], true);
    EXPECT_EQ(document["pools"][0]["backend"]["status"], "down");
    EXPECT_EQ(document["pools"][0]["steps"][0]["act"], "detach");
}

TEST_F(Hooks, EndCleanlyOnATermSignal)
{
    run("load_balancer_detach", {address(standby), "s"});
    servers()[standby].stop();
    const auto result = run("load_balancer_attach", {address(standby), "s", "--timeout", "60s"}, 1s);
    EXPECT_EQ(result.ending, efm::CommandResult::Ending::timed_out);  // the runner's TERM was enough: no KILL
    EXPECT_THAT(result.out, HasSubstr("cancelled"));
}

TEST_F(Hooks, TakeTheVariablesOfTheScripts)
{
    const support::PcpEndpoint& pcp = pool().pcp();
    const auto result = support::run_program("load_balancer_detach", {address(standby)},
                                             {{"PCP_HOST", pcp.host},
                                              {"PCP_PORT", std::to_string(pcp.port)},
                                              {"PCP_USER", pcp.user},
                                              {"PCPPASSFILE", pcp.passfile}});
    expect_end(result, 0, "detached backend 1");
}

TEST_F(Hooks, LogEachStepOnALineOfItsOwn)
{
    run("load_balancer_detach", {address(standby)});
    const std::string text = log_text();
    for (const char* step : {"step=event", "step=survey", "step=act", "step=notice", "step=verify", "step=outcome"}) {
        EXPECT_THAT(text, HasSubstr(step));
    }
    EXPECT_THAT(text, Not(HasSubstr(pool().pcp().password)));
}

TEST_F(Hooks, ReachPcpThroughItsSocket)
{
    const std::string port = std::to_string(pool().pcp().port);
    const auto passfile = pool().dir() / "socket_pcppass";
    std::ofstream(passfile) << pool().dir().string() << ':' << port << ":pcpu:" << pool().pcp().password << '\n';
    std::filesystem::permissions(passfile, std::filesystem::perms{0600});
    expect_end(run("load_balancer_detach", {address(standby), "--pool", pool().dir().string() + ':' + port, "--set",
                                            "pcp.passfile=" + passfile.string()}),
               0, "detached backend 1");
}

}  // namespace
