// The stand-in where the network itself fails: hosts in namespaces, cables that are pulled.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "efm_cluster.hpp"
#include "eventually.hpp"
#include "lab_servers.hpp"
#include "live.hpp"
#include "network_lab.hpp"
#include "run.hpp"

namespace {

using namespace std::chrono_literals;
using support::EfmCluster;
using support::EfmOptions;
using support::eventually;
using support::InNamespace;
using support::LabServers;
using support::NetworkLab;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

constexpr const char* vip = "10.213.0.100/24";

class Lab : public support::LiveTest {
protected:
    void SetUp() override
    {
        if (!NetworkLab::is_possible()) GTEST_SKIP() << "network namespaces need root and ip";
        support::require_live();
    }

    static EfmOptions options()
    {
        EfmOptions options;
        options.properties = {{"virtual.ip", "10.213.0.100"},
                              {"virtual.ip.interface", "eth0"},
                              {"virtual.ip.prefix", "24"},
                              {"ping.server.ip", NetworkLab::gateway()},
                              {"ping.server.command", support::built_program("standin/standin_ping")},
                              {"script.primary.isolated", "/bin/true"},
                              {"script.load.balancer.attach", "/bin/true %h %t"},
                              {"script.load.balancer.detach", "/bin/true %h %t"}};
        return options;
    }
};

TEST_F(Lab, MovesThePrimaryAndTheVirtualAddressAwayFromAHostWithoutACable)
{
    const NetworkLab lab{3};
    LabServers servers{lab, 3};
    EfmCluster efm{servers.members(), servers.port(), "", options()};
    EXPECT_THAT(lab.addresses(0), ElementsAre("10.213.0.11/24", vip));

    lab.pull_cable(0);
    EXPECT_TRUE(efm.wait_until_seen_by(1, {"DOWN", "Primary", "Standby"})) << efm.status(1).out;
    EXPECT_TRUE(efm.wait_until_seen_by(0, {"Idle", "DOWN", "DOWN"})) << efm.status(0).out;
    EXPECT_THAT(lab.addresses(0), ElementsAre("10.213.0.11/24"));
    EXPECT_TRUE(eventually([&] { return lab.addresses(1).size() == 2; }));
    EXPECT_TRUE(eventually([&] { return efm.was_notified("Failover has completed"); }));
    EXPECT_THAT(efm.hooks(), Contains("10.213.0.11 script.primary.isolated exit 0"));
    EXPECT_THAT(efm.hooks(), Contains("10.213.0.12 script.load.balancer.detach 10.213.0.11 p exit 0"));
    {
        const InNamespace there(lab.name(0));
        EXPECT_FALSE(support::is_accepting(servers[0].login()));
    }

    lab.plug_cable(0);
    EXPECT_TRUE(efm.wait_until_seen_by(1, {"Idle", "Primary", "Standby"})) << efm.status(1).out;
    efm.rebuild(0, servers[0], servers[1]);
    EXPECT_EQ(efm.resume(0).exit_code, 0);
    EXPECT_TRUE(efm.wait_until_seen_by(2, {"Standby", "Primary", "Standby"})) << efm.status(2).out;
}

TEST_F(Lab, DetachesAStandbyWithoutACableByAnotherAgentAndLetsItRejoin)
{
    const NetworkLab lab{3};
    LabServers servers{lab, 3};
    EfmCluster efm{servers.members(), servers.port(), "", options()};

    lab.pull_cable(2);
    EXPECT_TRUE(efm.wait_until_seen_by(0, {"Primary", "Standby", "DOWN"}));
    EXPECT_TRUE(eventually([&] { return !efm.hooks().empty(); }));
    EXPECT_THAT(efm.hooks(), ElementsAre("10.213.0.11 script.load.balancer.detach 10.213.0.13 s exit 0"));
    EXPECT_TRUE(eventually([&] { return efm.was_notified("One or more nodes isolated from network"); }));

    lab.plug_cable(2);
    EXPECT_TRUE(efm.wait_until_seen_by(0, {"Primary", "Standby", "Standby"}));
    EXPECT_EQ(efm.hooks().size(), 1U);
}

}  // namespace
