#include "efm/cluster_view.hpp"

#include <gmock/gmock.h>

#include "survey_samples.hpp"

namespace {

using efm::ClusterRole;
using efm::ClusterView;
using efm::Seating;
using efm::Severity;
using survey_samples::address;
using survey_samples::port;
using survey_samples::Sample;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using ::testing::StartsWith;
using namespace std::chrono_literals;

TEST(ClusterView, HasARowForEachMemberWithWhatEachPartySays)
{
    const ClusterView view = join(Sample{});
    ASSERT_THAT(view.rows, SizeIs(3));
    EXPECT_THAT(view.findings, IsEmpty());
    EXPECT_EQ(view.primary, 0U);
    const efm::ClusterRow& standby = view.rows[1];
    EXPECT_EQ(standby.address, (efm::Address{address(1), port}));
    EXPECT_EQ(standby.role, ClusterRole::standby);
    EXPECT_EQ(standby.seats.at(1).node->id, 1);
    EXPECT_EQ(standby.timeline, 2U);
    EXPECT_EQ(standby.failover_priority, 1);
    EXPECT_EQ(standby.coordinator, false);
    EXPECT_EQ(standby.vip, false);
    EXPECT_EQ(standby.weight, 0.5);
    EXPECT_EQ(view.rows[0].failover_priority, std::nullopt);
    EXPECT_EQ(view.rows[0].lag, std::nullopt);
}

TEST(ClusterView, CountsTheBytesThatAStandbyHasNotReplayed)
{
    Sample sample;
    sample.server_of(1).replayed = efm::Lsn{survey_samples::position.value - 4096};
    sample.server_of(2).replayed = efm::Lsn{survey_samples::position.value + 8};  // it was asked later
    const ClusterView view = join(sample);
    EXPECT_EQ(view.rows[1].lag, 4096U);
    EXPECT_EQ(view.rows[1].replay_age, 90s);
    EXPECT_EQ(view.rows[2].lag, 0U);
    EXPECT_EQ(view.rows[2].replay_age, 0s);  // of an idle primary: nothing is waiting
}

TEST(ClusterView, TakesPositionsFromEfmWhereServersDoNotTell)
{
    Sample sample;
    sample.take_login();
    sample.member_of(1).replayed = efm::Lsn{survey_samples::position.value - 16};
    const ClusterView view = join(sample);
    EXPECT_EQ(view.rows[1].lag, 16U);
    EXPECT_EQ(view.rows[1].replay_age, std::nullopt);
    EXPECT_EQ(view.rows[0].lsn, survey_samples::position);
}

TEST(ClusterView, LeavesUnknownWhatNobodySays)
{
    Sample sample;
    sample.manager.reset();
    sample.take_login();
    sample.node_of(1).weight.reset();
    sample.node_of(1, 1).weight.reset();
    const ClusterView view = join(sample);
    EXPECT_EQ(view.rows[1].lag, std::nullopt);
    EXPECT_EQ(view.rows[1].timeline, std::nullopt);
    EXPECT_EQ(view.rows[1].weight, std::nullopt);
    EXPECT_EQ(view.rows[1].coordinator, std::nullopt);
    EXPECT_EQ(view.rows[1].vip, std::nullopt);
    EXPECT_THAT(view.findings, IsEmpty());
}

TEST(ClusterView, HasNoWeightWherePoolsDiffer)
{
    Sample sample;
    sample.node_of(1, 1).weight = 0.25;
    EXPECT_EQ(join(sample).rows[1].weight, std::nullopt);
}

TEST(ClusterView, JoinsNamesAndAddressesOfOneServer)
{
    Sample sample;
    for (int id = 0; id < 3; ++id) {
        const std::string name = "db" + std::to_string(id);
        sample.node_of(id, 1).host = name;
        sample.addressing.resolved[name] = {*pcp::parse_ip(address(id))};
    }
    const ClusterView view = join(sample);
    EXPECT_THAT(view.rows, SizeIs(3));
    EXPECT_EQ(view.rows[2].seats.at(1).node->host, "db2");
    EXPECT_TRUE(view.agrees());
}

TEST(ClusterView, FollowsTheMapLines)
{
    Sample sample;
    sample.member_of(2).address = "192.168.1.3";
    sample.status().failover_priority = {address(1), "192.168.1.3"};
    sample.addressing.map = {{{"192.168.1.3", {}}, {address(2), {}}}};
    const ClusterView view = join(sample);
    EXPECT_THAT(view.rows, SizeIs(3));
    EXPECT_TRUE(view.rows[2].answers());
    EXPECT_TRUE(view.agrees());
}

TEST(ClusterView, JoinsTheBackendsOfPoolsWithoutEfm)
{
    Sample sample;
    sample.manager.reset();
    const ClusterView view = join(sample);
    EXPECT_THAT(view.rows, SizeIs(3));
    EXPECT_EQ(view.primary, 0U);
    EXPECT_THAT(view.findings, IsEmpty());
}

TEST(ClusterView, LeavesEmptySlotsOut)
{
    Sample sample;
    sample.report(0).backends.nodes.push_back({});
    EXPECT_THAT(join(sample).rows, SizeIs(3));
}

TEST(ClusterView, HasAWitnessThatNeedsNoBackend)
{
    Sample sample;
    efm::Member witness;
    witness.address = "10.0.0.9";
    witness.type = efm::AgentType::witness;
    sample.status().members.push_back(witness);
    const ClusterView view = join(sample);
    EXPECT_EQ(view.rows.at(3).role, ClusterRole::witness);
    EXPECT_EQ(view.rows[3].seats.at(0).seating, Seating::none);
    EXPECT_EQ(view.rows[3].address.port, std::nullopt);
    EXPECT_TRUE(view.agrees());
    EXPECT_EQ(verdict(sample, view), "all agree: primary 10.0.0.1:5432, 2 standbys");
}

TEST(ClusterView, TakesTheWritableServerOnTheNewestTimelineForThePrimary)
{
    Sample sample;
    sample.server_of(1) = survey_samples::facts(0);
    sample.server_of(1).timeline = 3;
    EXPECT_EQ(join(sample).primary, 1U);
}

TEST(ClusterView, TakesNoLabelForThePrimaryWhereTheServerKnowsBetter)
{
    Sample sample;
    sample.make_dead(0);
    EXPECT_EQ(join(sample).primary, std::nullopt);
}

TEST(ClusterView, ChoosesNoPrimaryBetweenTheLabelsOfTwoPools)
{
    Sample sample;
    sample.manager.reset();
    sample.take_login();
    std::swap(sample.node_of(0, 1).role, sample.node_of(1, 1).role);
    for (const std::size_t pool : {0U, 1U}) {
        sample.node_of(pool == 0 ? 1 : 0, pool).status = pcp::NodeStatus::down;
    }
    EXPECT_EQ(join(sample).primary, std::nullopt);
}

TEST(ClusterView, ChoosesNoPrimaryBetweenTwoOfEfmThoughAPoolHasAThird)
{
    Sample sample;
    sample.take_login();
    sample.member_of(1).type = efm::AgentType::primary;
    sample.member_of(2).type = efm::AgentType::idle;
    for (const std::size_t pool : {0U, 1U}) sample.node_of(2, pool).role = pcp::Role::primary;
    EXPECT_EQ(join(sample).primary, std::nullopt);
}

TEST(Verdict, CountsWhoIsOut)
{
    Sample sample;
    sample.make_dead(2);
    sample.set_status(2, pcp::NodeStatus::down);
    sample.member_of(2).type = efm::AgentType::idle;
    const ClusterView view = join(sample);
    EXPECT_TRUE(view.agrees());
    EXPECT_EQ(verdict(sample, view), "all agree: primary 10.0.0.1:5432, 1 standby, 1 out");
}

TEST(Verdict, CountsWhoIsWritableBesidesThePrimary)
{
    Sample sample;
    sample.server_of(1) = survey_samples::facts(0);
    EXPECT_THAT(verdict(sample, join(sample)), HasSubstr("1 standby, 1 writable besides"));
}

TEST(Verdict, BeginsWithTheNumberOfDisagreements)
{
    Sample sample;
    sample.set_status(2, pcp::NodeStatus::down);
    sample.lose_manager();
    EXPECT_EQ(verdict(sample, join(sample)), "2 disagreements, 1 not seen: primary 10.0.0.1:5432, 2 standbys");
}

TEST(Verdict, SaysWhatIsNotSeen)
{
    Sample sample;
    sample.lose_manager();
    EXPECT_THAT(verdict(sample, join(sample)), HasSubstr("seen in part, and that agrees: primary 10.0.0.1:5432, 2"));
    EXPECT_THAT(verdict(sample, join(sample)), HasSubstr("EFM cannot be seen: is the local agent running?"));
    sample.lose_pool(0);
    sample.lose_pool(1);
    EXPECT_THAT(verdict(sample, join(sample)), StartsWith("nothing can be seen"));
    EXPECT_FALSE(is_anything_seen(sample));
}

TEST(ClusterView, HasTheGravestFindingsFirst)
{
    Sample sample;
    sample.node_of(0).weight = 0.2;
    sample.node_of(2).status = pcp::NodeStatus::down;
    sample.lose_pool(1);
    std::vector<Severity> severities;
    for (const efm::Finding& finding : join(sample).findings) severities.push_back(finding.severity);
    EXPECT_THAT(severities, ElementsAre(Severity::disagreement, Severity::unseen, Severity::remark));
}

TEST(FindingKinds, HaveANameEach)
{
    for (int kind = 0; kind <= static_cast<int>(efm::FindingKind::standby_takes_no_reads); ++kind) {
        EXPECT_NE(to_string(static_cast<efm::FindingKind>(kind)), "?");
    }
}

}  // namespace
