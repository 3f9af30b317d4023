// Several pools under one watchdog, scripted: who is asked, who is acted on, who is looked at afterwards.
#include <sys/stat.h>

#include <atomic>
#include <memory>
#include <utility>

#include "fake_watchdog.hpp"
#include "pcp/error.hpp"
#include "temp_dir.hpp"

namespace watchdog_test {
namespace {

using efm::Error;
using efm::LoadBalancer;
using efm::MemberType;
using efm::Outcome;
using pcp::NodeStatus;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

// The primary and its standbys; of those before it nothing is left.
class Streaming : public efm::ServerProbe {
public:
    explicit Streaming(std::uint16_t primary = 5432) : primary_(primary) {}

    efm::ServerFacts ask(const std::string&, std::uint16_t port, const pcp::Patience&) override
    {
        if (port < primary_) return {.contact = efm::Contact::refused, .failure = "Connection refused"};
        return {.contact = efm::Contact::answers,
                .in_recovery = port != primary_,
                .system_identifier = 7,
                .timeline = 1,
                .receives = port != primary_};
    }
    bool has_login() const override { return true; }

private:
    std::uint16_t primary_;
};

TEST_F(Watchdog, IsToldAtItsLeaderAndSeenInAllItsMembersThoughOneIsNamed)
{
    const Outcome outcome = balancer({1}).detach(member(2));
    EXPECT_EQ(outcome.failure(), nullptr);
    ASSERT_EQ(outcome.pools.size(), 3U);
    EXPECT_EQ(outcome.pools[0].pool, name(0));
    EXPECT_EQ(at(0).count('D'), 1);
    EXPECT_EQ(at(1).count('D') + at(2).count('D'), 0);
    for (const int i : {1, 2}) {
        EXPECT_TRUE(outcome.pools[static_cast<std::size_t>(i)].seen_only);
        EXPECT_EQ(outcome.pools[static_cast<std::size_t>(i)].backend->status, NodeStatus::down);
    }
}

TEST_F(Watchdog, IsFoundByWhicheverPoolAnswers)
{
    at(0).on(FakePcpServer::at_accept, fault::silence);
    at(1).refuse_connections();
    set(0, {lost, lost, leader});
    const Outcome outcome = balancer({0, 1, 2}).detach(member(2));
    EXPECT_EQ(outcome.failure(), nullptr) << outcome.failure()->what();
    EXPECT_EQ(at(2).count('D'), 1);
    EXPECT_THAT(outcome.pools[1].remarks, ElementsAre(HasSubstr("the watchdog has it as LOST")));
}

TEST_F(Watchdog, IsNotReachedWhileAMemberThatTakesPartDoesNotFollow)
{
    hands_on_ = false;
    const Outcome outcome = balancer({0}, 1s).detach(member(2));
    ASSERT_NE(outcome.failure(), nullptr);
    EXPECT_EQ(outcome.failure()->kind(), Error::Kind::try_later);
    EXPECT_THAT(outcome.failure()->what(), HasSubstr("does not follow its leader"));
    EXPECT_EQ(outcome.misses(), 2U);
}

TEST_F(Watchdog, IsNotReachedWhileAMemberThatTakesPartCannotBeSeen)
{
    at(2).refuse_connections();
    const Outcome outcome = balancer({0}, 1s).detach(member(2));
    ASSERT_NE(outcome.failure(), nullptr);
    EXPECT_EQ(outcome.failure()->kind(), Error::Kind::unreachable);
    EXPECT_EQ(outcome.misses(), 1U);
}

TEST_F(Watchdog, ForgivesAMemberThatTurnsOutToBeLost)
{
    at(2).refuse_connections();
    at(0).on_change([this](const support::FakePool& pool) {
        at(1).change([&](support::FakePool& other) { other.backends = pool.backends; });
        set(0, {leader, standby, lost});
    });
    EXPECT_EQ(balancer({0}, 2s).detach(member(2)).failure(), nullptr);
}

// The one that is asked has it that 0 leads; 0 itself has handed over to 1 by now.
TEST_F(Watchdog, IsToldAtItsNewLeaderWhenItChangesOnTheWay)
{
    say(0, 1, {standby, leader, standby});
    LoadBalancer::Setup setup = this->setup({2});
    setup.observe = [this](const efm::Progress& progress) {
        if (progress.detail.find("has changed") != std::string::npos) set(1, {standby, leader, standby});
    };
    const Outcome outcome = LoadBalancer(setup, probe_).detach(member(2));
    EXPECT_EQ(outcome.failure(), nullptr) << outcome.failure()->what();
    EXPECT_EQ(outcome.pools[0].pool, name(1));
    EXPECT_EQ(at(0).count('D'), 0);
    EXPECT_EQ(at(1).count('D'), 1);
}

// Between two leaders a member refuses in the name of the others.
TEST_F(Watchdog, IsToldAgainWhatItsMembersCancelledInAnElection)
{
    at(0).on('D',
             fault::reject("degenerate backend request for 1 node(s) from pid [42] is canceled by other pgpool", "")
                 .times(2));
    const Outcome outcome = balancer({1}).detach(member(2));
    EXPECT_EQ(outcome.failure(), nullptr) << outcome.failure()->what();
    EXPECT_EQ(at(0).count('D'), 3);
    EXPECT_FALSE(attached(0, 2));
}

// Asked again it would be down already, and its failure would be taken for done.
TEST_F(Watchdog, IsNotAskedAgainToDetachWhatPgpoolTakesBack)
{
    for (int i = 0; i < 3; ++i) at(i).change([](support::FakePool& pool) { pool.auto_failback = true; });
    LoadBalancer::Setup setup = this->setup({0}, 20s);
    bool taken_back = false;
    setup.observe = [&](const efm::Progress& progress) {
        if (progress.detail.find("auto_failback is on: it may be") == std::string::npos) return;
        if (std::exchange(taken_back, true)) return;
        for (int i = 0; i < 3; ++i) {
            at(i).change([](support::FakePool& pool) { pool.backends[2].status = NodeStatus::waiting; });
        }
    };
    const Outcome outcome = LoadBalancer(setup, probe_).detach(member(2));
    ASSERT_NE(outcome.failure(), nullptr);
    EXPECT_EQ(outcome.failure()->kind(), Error::Kind::try_later) << outcome.failure()->what();
    EXPECT_THAT(outcome.failure()->what(), HasSubstr("auto_failback is on"));
    EXPECT_EQ(at(0).count('D'), 1);
}

TEST_F(Watchdog, MayBeAskedLaterWhenAnElectionDoesNotEnd)
{
    at(0).on('D', fault::reject("degenerate backend request is canceled by other pgpool", ""));
    const Outcome outcome = balancer({1}, 1s).detach(member(2));
    ASSERT_NE(outcome.failure(), nullptr);
    EXPECT_EQ(outcome.failure()->kind(), Error::Kind::try_later) << outcome.failure()->what();
}

TEST_F(Watchdog, SendsNoSecondPromoteWhileTheLeaderIsTheSame)
{
    promote_unseen([] {});
    EXPECT_FALSE(balancer({1}, 4s).promote(member(1)).pools.front().failure == std::nullopt);
    EXPECT_EQ(at(0).count('J') + at(1).count('J') + at(2).count('J'), 1);
}

TEST_F(Watchdog, SendsThePromoteThatDiedWithItsLeaderToTheNextOne)
{
    promote_unseen([this] { set(0, {lost, leader, standby}); });
    const Outcome outcome = balancer({1}).promote(member(1));
    EXPECT_EQ(outcome.failure(), nullptr) << outcome.failure()->what();
    EXPECT_EQ(at(0).count('J'), 1);
    EXPECT_EQ(at(1).count('J'), 1);
    EXPECT_EQ(at(2).pool().backends[1].role, pcp::Role::primary);
}

// It was carried out before its leader died: the next one shows the promoted as primary, and the others down.
TEST_F(Watchdog, BringsBackWhatAPromoteTookAlongThatDiedWithItsLeader)
{
    Streaming servers{5433};
    at(0).on_change([this](const support::FakePool& pool) {
        for (const int i : {1, 2}) at(i).change([&](support::FakePool& other) { other.backends = pool.backends; });
        at(0).on(FakePcpServer::at_accept, fault::silence);
        set(0, {lost, leader, standby});
    });
    const Outcome outcome = LoadBalancer(setup({1}, 20s), servers).promote(member(1));
    EXPECT_EQ(outcome.failure(), nullptr) << outcome.failure()->what();
    EXPECT_EQ(at(0).count('J'), 1);
    EXPECT_EQ(at(1).count('J'), 0);
    EXPECT_EQ(at(1).pool().backends[1].role, pcp::Role::primary);
    EXPECT_TRUE(attached(1, 2));
}

TEST_F(Watchdog, OverrunsNoDetachThatCameBetweenTwoLeaders)
{
    const support::TempDir directory;
    ::chmod(directory.path().c_str(), 0700);
    for (int i = 0; i < 3; ++i) {
        at(i).change([](support::FakePool& pool) { pool.backends[2].status = NodeStatus::down; });
    }
    probe_.gone = 5434;
    LoadBalancer::Setup setup = this->setup({1}, 20s);
    setup.state_dir = directory.path();
    LoadBalancer::Setup detaching = setup;
    bool has_waited = false;
    setup.observe = [&](const efm::Progress& progress) {
        if (progress.step != "wait" || std::exchange(has_waited, true)) return;
        EXPECT_EQ(LoadBalancer(detaching, probe_).detach(member(2)).failure(), nullptr) << "it is down already";
        probe_.gone = 0;
        at(0).on(FakePcpServer::at_accept, fault::silence);
        set(0, {lost, leader, standby});
    };
    const Outcome outcome = LoadBalancer(setup, probe_).attach(member(2), MemberType::standby);
    ASSERT_NE(outcome.failure(), nullptr);
    EXPECT_EQ(outcome.failure()->kind(), Error::Kind::refused) << outcome.failure()->what();
    EXPECT_THAT(outcome.failure()->what(), HasSubstr("was asked for while this attach waited"));
    EXPECT_FALSE(attached(1, 2));
}

TEST_F(Watchdog, IsToldByWayOfAnyMemberWhoseLeaderCannotBeReached)
{
    at(0).refuse_connections();
    const Outcome outcome = balancer({1}, 2s).detach(member(2));
    EXPECT_EQ(at(1).count('D') + at(2).count('D'), 1);
    EXPECT_FALSE(attached(1, 2));
    ASSERT_NE(outcome.failure(), nullptr) << "the leader takes part and was not seen";
    EXPECT_EQ(outcome.failure()->kind(), Error::Kind::unreachable);
}

TEST_F(Watchdog, WithoutAQuorumHasAnAttachWaitAndADetachDone)
{
    set(-1, {leader, lost, lost});
    EXPECT_EQ(balancer({0}).detach(member(2)).failure(), nullptr);
    EXPECT_FALSE(attached(0, 2));
    const Outcome outcome = balancer({0}, 500ms).attach(member(2), MemberType::standby);
    ASSERT_NE(outcome.failure(), nullptr);
    EXPECT_EQ(outcome.failure()->kind(), Error::Kind::try_later);
    EXPECT_EQ(outcome.pools[0].failed_proof, efm::Missing::watchdog);
    EXPECT_THAT(outcome.failure()->what(), HasSubstr("no quorum (1 of 3 nodes alive)"));
    EXPECT_EQ(at(0).count('C'), 0);
}

TEST_F(Watchdog, AttachesWhenTheQuorumIsBack)
{
    at(0).change([](support::FakePool& pool) { pool.backends[2].status = NodeStatus::down; });
    at(1).change([](support::FakePool& pool) { pool.backends[2].status = NodeStatus::down; });
    at(2).change([](support::FakePool& pool) { pool.backends[2].status = NodeStatus::down; });
    set(-1, {leader, lost, lost});
    class Returning : public efm::ServerProbe {
    public:
        explicit Returning(std::function<void()> back) : back_(std::move(back)) {}
        efm::ServerFacts ask(const std::string&, std::uint16_t, const pcp::Patience&) override
        {
            if (++asked_ == 3) back_();
            return {.contact = efm::Contact::answers};
        }
        bool has_login() const override { return false; }

    private:
        std::function<void()> back_;
        int asked_ = 0;
    } returning{[this] {
        set(1, {leader, standby, standby});
    }};
    EXPECT_EQ(LoadBalancer(setup({0}), returning).attach(member(2), MemberType::standby).failure(), nullptr);
    EXPECT_TRUE(attached(0, 2));
}

TEST_F(Watchdog, IsNotTakenForThereByAPoolThatHasNone)
{
    at(2).change([](support::FakePool& pool) { pool.watchdog.clear(); });
    say(0, 0, {leader, standby, lost});
    say(1, 0, {leader, standby, lost});
    hands_on_ = false;
    at(0).on_change([this](const support::FakePool& pool) {
        at(1).change([&](support::FakePool& other) { other.backends = pool.backends; });
    });
    const Outcome outcome = balancer({0, 1, 2}).detach(member(2));
    EXPECT_EQ(outcome.failure(), nullptr);
    EXPECT_EQ(at(2).count('D'), 1);
    EXPECT_THAT(outcome.pools[2].remarks, ElementsAre(HasSubstr("watchdog is not enabled")));
}

TEST_F(Watchdog, ThatNobodyHasLeavesEachPoolToItself)
{
    for (int i = 0; i < 3; ++i) at(i).change([](support::FakePool& pool) { pool.watchdog.clear(); });
    hands_on_ = false;
    const Outcome outcome = balancer({0, 1}).detach(member(2));
    EXPECT_EQ(outcome.failure(), nullptr);
    EXPECT_EQ(at(0).count('D') + at(1).count('D'), 2);
    EXPECT_EQ(at(2).connections(), 0);
}

TEST_F(Watchdog, ThatNobodyAnswersForIsUnreachable)
{
    for (int i = 0; i < 3; ++i) at(i).refuse_connections();
    const Outcome outcome = balancer({0, 1}, 1s).detach(member(2));
    ASSERT_NE(outcome.failure(), nullptr);
    EXPECT_EQ(outcome.failure()->kind(), Error::Kind::unreachable);
    EXPECT_EQ(outcome.pools.size(), 2U);
}

// The members' names are looked up after they have answered.
TEST_F(Watchdog, IsGivenUpInOneWayWhereverTheSearchIsInterrupted)
{
    const std::string local = document(1, {leader, standby, standby});
    const std::string host = "\"HostName\": \"" + address(2) + '"';
    const std::size_t place = local.find(host);
    at(0).change([&](support::FakePool& pool) {
        pool.watchdog = local.substr(0, place) + "\"HostName\": \"localhost\"" + local.substr(place + host.size());
    });
    for (int limit = 0; limit < 60; ++limit) {
        LoadBalancer::Setup setup = this->setup({0});
        auto asked = std::make_shared<std::atomic<int>>(0);
        setup.pools[0].options.patience.cancelled = [asked, limit] {
            return ++*asked > limit;
        };
        setup.dry_run = true;
        try {
            LoadBalancer(setup, probe_).detach(member(2));
        } catch (const Error& error) {
            EXPECT_EQ(error.kind(), Error::Kind::cancelled) << error.what();
        } catch (const pcp::Error& error) {
            FAIL() << "after " << limit << " questions: " << error.what();
        }
    }
}

TEST_F(Watchdog, IsReachedWhenReconcileAttachesThePrimary)
{
    for (int i = 0; i < 3; ++i) {
        at(i).change([](support::FakePool& pool) { pool.backends[0].status = NodeStatus::down; });
    }
    Streaming servers;
    const Outcome outcome = LoadBalancer(setup({0}), servers).reconcile();
    EXPECT_EQ(outcome.failure(), nullptr) << outcome.failure()->what();
    EXPECT_EQ(at(0).count('C'), 1);
    for (int i = 0; i < 3; ++i) EXPECT_TRUE(attached(i, 0));
}

TEST_F(Watchdog, IsNotToldAnythingInADryRun)
{
    LoadBalancer::Setup setup = this->setup({0});
    setup.dry_run = true;
    const Outcome outcome = LoadBalancer(setup, probe_).detach(member(2));
    EXPECT_EQ(outcome.pools.size(), 1U);
    for (int i = 0; i < 3; ++i) EXPECT_THAT(at(i).mutating_requests(), IsEmpty());
}

}  // namespace
}  // namespace watchdog_test
