// The operator's tool.
#include <gmock/gmock.h>

#include <nlohmann/json.hpp>

#include "pool_fixture.hpp"

namespace {

using ::testing::HasSubstr;
using ::testing::Not;

class Verbs : public PoolFixture {};

TEST_F(Verbs, KeepTheCodesOfTheScript)
{
    EXPECT_EQ(run("pgpool_backend", {"check_primary", address(primary)}).exit_code, 1);
    EXPECT_EQ(run("pgpool_backend", {"Check_Primary", address(standby)}).exit_code, 0);
    EXPECT_EQ(run("pgpool_backend", {"check_primary", "127.0.0.99"}).exit_code, 255);
}

TEST_F(Verbs, SayTheRoleInAWord)
{
    EXPECT_EQ(run("pgpool_backend", {"role", address(primary)}).out, "primary\n");
    EXPECT_EQ(run("pgpool_backend", {"role", address(standby), std::to_string(servers().port())}).out, "standby\n");
    EXPECT_EQ(run("pgpool_backend", {"role", address(standby), "1"}).exit_code, 68);
}

TEST_F(Verbs, ShowTheNodesAsTheSqlPortDoes)
{
    const auto result = run("pgpool_backend", {"nodes", "--json"});
    const auto nodes = nlohmann::json::parse(result.out)["pools"][0]["nodes"];
    const auto shown = pool().nodes();
    ASSERT_EQ(nodes.size(), shown.size());
    for (std::size_t id = 0; id < shown.size(); ++id) {
        EXPECT_EQ(nodes[id]["host"], shown[id].at("hostname"));
        EXPECT_EQ(nodes[id]["status"], shown[id].at("status"));
        EXPECT_EQ(nodes[id]["role"], shown[id].at("role"));
        EXPECT_NEAR(nodes[id]["weight"].get<double>(), std::stod(shown[id].at("lb_weight")), 0.001);
        const auto& replication = nodes[id]["replication_state"];
        EXPECT_EQ(replication.is_null() ? "" : replication.get<std::string>(), shown[id].at("replication_state"));
    }
}

TEST_F(Verbs, ShowTheNodesToPeopleWithoutColourInAPipe)
{
    const auto result = run("pgpool_backend", {"nodes"});
    EXPECT_EQ(result.exit_code, 0);
    EXPECT_THAT(result.out, HasSubstr("id  host"));
    EXPECT_THAT(result.out, HasSubstr(address(sibling)));
    EXPECT_THAT(result.out, Not(HasSubstr("\033")));
}

TEST_F(Verbs, SayThatThereIsNoWatchdog)
{
    expect_end(run("pgpool_backend", {"watchdog", "127.0.0.1"}), 77, "watchdog is not enabled");
}

TEST_F(Verbs, AttachAndDetachByHostAndPort)
{
    const std::string port = std::to_string(servers().port());
    expect_end(run("pgpool_backend", {"detach", address(standby), port}), 0, "detached backend 1");
    expect_end(run("pgpool_backend", {"attach", address(standby), port}), 0, "attached backend 1");
}

TEST_F(Verbs, SayWhyALoginIsRefused)
{
    const auto passfile = pool().dir() / "wrong_pcppass";
    std::ofstream(passfile) << "*:*:pcpu:wrong\n";
    std::filesystem::permissions(passfile, std::filesystem::perms{0600});
    const auto use = [&] {
        return run("pgpool_backend", {"nodes", "--set", "pcp.passfile=" + passfile.string()});
    };
    expect_end(use(), 77, "rejected the login of user \"pcpu\"");
    std::filesystem::permissions(passfile, std::filesystem::perms{0644});
    expect_end(use(), 77, "0644");
    std::ofstream(passfile) << "otherhost:*:pcpu:wrong\n";
    std::filesystem::permissions(passfile, std::filesystem::perms{0600});
    expect_end(use(), 77, "no line for");
}

TEST_F(Verbs, SayThatThePoolIsGone)
{
    expect_end(run("pgpool_backend", {"nodes", "--pool", "127.0.0.1:1"}), 77, "");
    expect_end(run("pgpool_backend", {"nodes", "--pool", "127.0.0.1:1", "--set", "pcp.passfile=/no/such"}), 77,
               "does not exist");
}

}  // namespace
