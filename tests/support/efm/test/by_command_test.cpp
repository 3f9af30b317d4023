// The stand-in's scenarios that a command begins: switchover, promotion by hand, the lists.
#include "scenario.hpp"

#include <unistd.h>

#include "temp_dir.hpp"

namespace stand_in_test {
namespace {

using namespace std::chrono_literals;
using ::testing::AnyOf;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::StartsWith;

// For the loopback device, and for this process alone. Empty: only root may assign one.
std::string free_address()
{
    const int own = ::getpid() % 60'000;
    return ::geteuid() == 0 ? "10.212." + std::to_string(own / 250) + '.' + std::to_string(1 + own % 250) : "";
}

bool shows(const EfmCluster& efm, const std::string& words, std::size_t asked = 0)
{
    return eventually([&] { return efm.status(asked).out.find(words) != std::string::npos; }, 5s);
}

// The command with something on its standard input.
efm::CommandResult answer(const std::string& lines, const std::filesystem::path& command, const std::string& arguments)
{
    efm::Command shell;
    shell.argv = {"/bin/sh", "-c", "printf '" + lines + "' | " + command.string() + " " + arguments};
    return efm::BoostCommandRunner{}.run(shell);
}

TEST_F(StandIn, SwitchesOverAndBackWithTheVirtualAddress)
{
    const PostgresCluster servers;
    const std::string vip = free_address();
    const ConfigValues with_vip{{"virtual.ip", vip}, {"virtual.ip.interface", "lo"}, {"virtual.ip.prefix", "32"}};
    EfmCluster efm{servers, with_all_hooks("4.10", vip.empty() ? ConfigValues{} : with_vip)};
    const std::string active = vip.empty() ? "" : vip + "*";
    EXPECT_THAT(efm.status().out, HasSubstr("\tPrimary     127.0.0.11           UP       " + active + "\n"));

    const auto accepted = efm.switchover(1);
    EXPECT_EQ(accepted.exit_code, 0);
    EXPECT_THAT(accepted.out, StartsWith("Promote/switchover command accepted by local agent."));
    EXPECT_TRUE(efm.wait_for({"Standby", "Primary", "Standby"})) << efm.status().out;
    const auto remote_pre = AnyOf("11 remote.pre.promotion 12", "13 remote.pre.promotion 12");
    const auto remote_post = AnyOf("11 remote.post.promotion 12", "13 remote.post.promotion 12");
    EXPECT_THAT(hooks_of(efm, 0), ElementsAre("11 detach 11 p", remote_pre, remote_pre, "12 fence 12 11",
                                              "13 detach 13 s", "13 attach 13 s", "12 attach 12 p",
                                              "12 post.promotion 11 12", remote_post, remote_post, "11 attach 11 s"));
    EXPECT_THAT(efm.status().out, HasSubstr("\tPrimary     127.0.0.12           UP       " + active + "\n"));
    EXPECT_THAT(efm.status_json().out, HasSubstr("\"xlogReceive\":\"0\\/"));

    const double back = EfmCluster::mark();
    EXPECT_EQ(efm.switchover(0, {"-quiet", "-noscripts", "-sourcenode", "127.0.0.13"}).exit_code, 0);
    EXPECT_TRUE(efm.wait_for({"Primary", "Standby", "Standby"})) << efm.status().out;
    EXPECT_THAT(hooks_of(efm, back), Not(Contains(HasSubstr("fence"))));
    EXPECT_THAT(hooks_of(efm, back), Contains("11 attach 11 p"));
    EXPECT_TRUE(eventually([&] { return PostgresCluster::streams_to(servers[0], 2); }));
}

TEST_F(StandIn, PromotesNobodyWhenTheFenceFailsAndAsksBeforeItPromotesByCommand)
{
    PostgresCluster servers;
    EfmCluster efm{servers, with_all_hooks("5.2", {{"script.fence", "/bin/false %p %f"}})};

    lose_primary(servers, efm);
    EXPECT_TRUE(eventually([&] { return efm.was_notified("Fencing script error"); }));
    EXPECT_TRUE(efm.wait_for({"Idle", "Standby", "Standby"}));
    EXPECT_THAT(hooks_of(efm, 0), Not(Contains(HasSubstr("attach"))));
    EXPECT_TRUE(servers[1].in_recovery());

    const auto refused = efm.run(1, "promote");  // no input: the answer is no
    EXPECT_EQ(refused.exit_code, 1);
    EXPECT_THAT(refused.out, HasSubstr("Would you like to attempt to promote the standby anyway [y/N]:"));
    EXPECT_THAT(refused.out, Not(HasSubstr("accepted")));
    EXPECT_EQ(efm.run(1, "promote", {"-switchover"}).exit_code, 1);

    const auto accepted = answer("y\\nYES\\n", efm.command(1), "promote efm -noscripts");
    EXPECT_THAT(accepted.out, HasSubstr("This is the last prompt. [y/N]: Promote command accepted by local agent."));
    EXPECT_TRUE(efm.wait_for({"Idle", "Primary", "Standby"})) << efm.status().out;
}

TEST_F(StandIn, PromotesWhomThePriorityListNamesAndKeepsItsLists)
{
    PostgresCluster servers;
    EfmCluster efm{servers, with_all_hooks()};
    EXPECT_EQ(efm.run(1, "set-priority", {"127.0.0.12", "0"}).exit_code, 0);
    EXPECT_TRUE(shows(efm, "Standby priority host list:\n\t127.0.0.13\n"));
    EXPECT_EQ(efm.run(2, "set-priority", {"127.0.0.12", "2"}).exit_code, 0);
    EXPECT_EQ(efm.run(2, "set-priority", {"127.0.0.13", "1"}).exit_code, 0);
    EXPECT_TRUE(shows(efm, "Standby priority host list:\n\t127.0.0.13 127.0.0.12\n"));
    EXPECT_EQ(efm.run(2, "set-priority", {"127.0.0.11", "1"}).exit_code, 1);  // the primary
    EXPECT_EQ(efm.run(1, "allow-node", {"127.0.0.50"}).exit_code, 0);
    EXPECT_TRUE(shows(efm, "\t127.0.0.11 127.0.0.12 127.0.0.13 127.0.0.50\n"));

    lose_primary(servers, efm);
    EXPECT_TRUE(efm.wait_for({"Idle", "Standby", "Primary"})) << efm.status().out;
    efm.kill_agent(0);
    EXPECT_TRUE(efm.wait_for({"DOWN", "Standby", "Primary"}));
    EXPECT_EQ(efm.run(1, "reset-members").exit_code, 0);
    EXPECT_TRUE(efm.wait_for({"", "Standby", "Primary"}));
    EXPECT_TRUE(shows(efm, "Allowed node host list:\n\t127.0.0.12 127.0.0.13\n", 1));

    const double stop = EfmCluster::mark();
    EXPECT_EQ(efm.run(1, "stop-cluster").exit_code, 0);
    EXPECT_TRUE(eventually([&] { return !efm.agent_runs(1) && !efm.agent_runs(2); }));
    EXPECT_THAT(efm.hooks(stop), IsEmpty());
    EXPECT_THAT(efm.run(1, "resume").out, HasSubstr("Authorization file not found. Is the local agent running?"));
}

// One agent answers late, so that the others are seen to leave.
TEST_F(StandIn, StopsTheClusterAndLeavesTheNodesFilesAlone)
{
    const PostgresCluster servers{1};
    const support::EfmMember primary{servers[0].address(), servers[0].data_dir(), servers[0].name(), ""};
    const auto witness = [](const char* address) {
        return support::EfmMember{address, "", "", ""};
    };
    EfmCluster efm{{primary, witness("127.0.0.12"), witness("127.0.0.13")}, servers.port(), "", with_all_hooks("5.2")};
    efm.pause_agent(2);
    EXPECT_EQ(efm.run(0, "stop-cluster").exit_code, 0);
    EXPECT_TRUE(eventually([&] { return !efm.agent_runs(0) && !efm.agent_runs(1); }));
    const std::string nodes = support::read_text(efm.properties(0).replace_extension(".nodes"));
    EXPECT_THAT(nodes, HasSubstr("127.0.0.12:"));
    EXPECT_THAT(nodes, HasSubstr("127.0.0.13:"));
}

TEST_F(StandIn, OnlySaysThatAFailoverIsNeededAndDoesItByCommandAndRebuildsTheOldPrimary)
{
    PostgresCluster servers;
    EfmCluster efm{servers, with_all_hooks("5.4", {{"auto.failover", "false"}, {"minimum.standbys", "2"}})};
    lose_primary(servers, efm);
    EXPECT_TRUE(eventually([&] { return efm.was_notified("Potential manual failover required"); }));
    EXPECT_THAT(efm.status_json().out, HasSubstr("\"minimumstandbys\":2"));
    answer("yes\\ny\\n", efm.command(2), "promote efm");
    EXPECT_TRUE(eventually([&] { return efm.was_notified("Failover has completed"); })) << efm.status().out;

    EXPECT_EQ(efm.run(0, "create-standby").exit_code, 0) << efm.agent_log(0);
    EXPECT_EQ(efm.resume(0).exit_code, 0);
    EXPECT_TRUE(efm.wait_for({"Standby", "Primary", "Standby"}));
    EXPECT_TRUE(eventually([&] { return PostgresCluster::streams_to(servers[1], 2); }));
}

}  // namespace
}  // namespace stand_in_test
