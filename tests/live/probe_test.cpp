// What real servers say of themselves, to whom.
#include <gmock/gmock.h>

#include <fstream>

#include "efm/server_probe.hpp"
#include "eventually.hpp"
#include "postgres_cluster.hpp"

namespace {

using namespace std::chrono_literals;
using efm::Contact;
using efm::ServerFacts;
using support::PostgresServer;

class Probe : public ::testing::Test {
protected:
    static ServerFacts ask(const PostgresServer& server, const std::string& user, const std::string& passfile = "")
    {
        const auto probe = efm::make_server_probe({.user = user, .passfile = passfile});
        return probe->ask(server.address(), server.port(), {pcp::Deadline::after(5s)});
    }

    support::PostgresCluster servers_{2};
};

TEST_F(Probe, LearnsFromAPrimaryAndItsStandbyThatTheyAreOneSystemOnOneTimeline)
{
    const ServerFacts primary = ask(servers_[0], "postgres");
    EXPECT_EQ(primary.failure, "");
    EXPECT_EQ(primary.in_recovery, false);
    EXPECT_EQ(primary.timeline, 1U);
    EXPECT_TRUE(primary.system_identifier);
    EXPECT_TRUE(primary.position);
    EXPECT_GE(primary.version, 120000);

    const ServerFacts standby = ask(servers_[1], "postgres");
    EXPECT_EQ(standby.failure, "");
    EXPECT_EQ(standby.in_recovery, true);
    EXPECT_EQ(standby.system_identifier, primary.system_identifier);
    EXPECT_EQ(standby.timeline, 1U);
    EXPECT_EQ(standby.receives, true);
    EXPECT_EQ(standby.upstream, servers_[0].address() + ':' + std::to_string(servers_.port()));
    EXPECT_TRUE(support::eventually([&] {
        const ServerFacts now = ask(servers_[1], "postgres");
        return now.replayed && now.replayed == now.position;
    }));
}

// What docs/security.md grants is enough.
TEST_F(Probe, LearnsTheSameFromALoginThatHasTheDocumentedGrant)
{
    servers_[0].sql("CREATE ROLE efm_pgpool LOGIN");
    servers_[0].sql("GRANT pg_read_all_stats TO efm_pgpool");
    EXPECT_TRUE(support::eventually([&] { return ask(servers_[1], "efm_pgpool").receives == true; }));
    EXPECT_EQ(ask(servers_[0], "efm_pgpool").timeline, 1U);
    EXPECT_TRUE(ask(servers_[0], "efm_pgpool").system_identifier);
}

TEST_F(Probe, LearnsNothingOfTheReceiverWithoutTheGrant)
{
    servers_[0].sql("CREATE ROLE plain LOGIN");
    EXPECT_TRUE(support::eventually([&] { return ask(servers_[1], "plain").in_recovery == true; }));
    const ServerFacts standby = ask(servers_[1], "plain");
    EXPECT_EQ(standby.receives, std::nullopt);
    EXPECT_EQ(standby.timeline, std::nullopt);
    EXPECT_TRUE(standby.system_identifier);
}

TEST_F(Probe, KnowsTheNewTimelineRightAfterAPromotion)
{
    servers_[1].promote();
    const ServerFacts now = ask(servers_[1], "postgres");
    EXPECT_EQ(now.in_recovery, false);
    EXPECT_EQ(now.timeline, 2U);
}

TEST_F(Probe, KnowsThatAStandbyHasLostItsPrimary)
{
    servers_[0].kill9();
    EXPECT_TRUE(support::eventually([&] { return ask(servers_[1], "postgres").receives == false; }));
}

TEST_F(Probe, SaysWhyALoginFails)
{
    const ServerFacts facts = ask(servers_[0], "nobody");
    EXPECT_EQ(facts.contact, Contact::answers);
    EXPECT_EQ(facts.in_recovery, std::nullopt);
    EXPECT_THAT(facts.failure, ::testing::HasSubstr("role \"nobody\" does not exist"));
}

}  // namespace
