// The pipe over scripted pools: what is asked, what is sent and how often, and what is believed.
#include "efm/load_balancer.hpp"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <atomic>
#include <filesystem>
#include <fstream>
#include <map>

#include "fake_pcp_server.hpp"
#include "temp_dir.hpp"

namespace {

using namespace std::chrono_literals;
using efm::Act;
using efm::Error;
using efm::LoadBalancer;
using efm::MemberType;
using efm::Outcome;
using efm::ServerFacts;
using pcp::NodeStatus;
using pcp::Role;
using support::FakePcpServer;
using support::Release;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;
namespace fault = support::fault;

const ServerFacts gone{.contact = efm::Contact::refused, .failure = "Connection refused"};
const ServerFacts answers{.contact = efm::Contact::answers};
const ServerFacts writable{.contact = efm::Contact::answers, .in_recovery = false, .timeline = 1};

const ServerFacts streaming{.contact = efm::Contact::answers, .in_recovery = true, .timeline = 1, .receives = true};

// Servers that answer from a table, by port; those that are not in it are gone.
class TableProbe : public efm::ServerProbe {
public:
    ServerFacts ask(const std::string&, std::uint16_t port, const pcp::Patience&) override
    {
        const auto found = servers.find(port);
        return found == servers.end() ? gone : found->second;
    }
    bool has_login() const override { return login; }

    std::map<int, ServerFacts> servers;
    bool login = false;
};

// Backend n listens on port 5432 + n.
efm::Address member(int id)
{
    return {"127.0.0.1", static_cast<std::uint16_t>(5432 + id)};
}

class Pipe : public ::testing::Test {
protected:
    LoadBalancer balancer(const std::vector<const FakePcpServer*>& servers, std::chrono::milliseconds limit = 10s)
    {
        LoadBalancer::Setup setup;
        for (const FakePcpServer* server : servers) setup.pools.push_back({server->options(limit)});
        setup.dry_run = dry_run_;
        setup.state_dir = state_dir_;
        return LoadBalancer(setup, probe_);
    }

    static void expect_failure(const Outcome& outcome, Error::Kind kind, const std::string& words)
    {
        ASSERT_NE(outcome.failure(), nullptr);
        EXPECT_EQ(outcome.failure()->kind(), kind) << outcome.failure()->what();
        EXPECT_THAT(outcome.failure()->what(), HasSubstr(words));
    }

    static void set_down(FakePcpServer& server, std::size_t id)
    {
        server.change([&](support::FakePool& pool) { pool.backends[id].status = NodeStatus::down; });
    }

    TableProbe probe_;
    bool dry_run_ = false;
    std::string state_dir_;
};

// The intent's record

TEST_F(Pipe, SurveysWhileTheIntentIsWrittenAndActsWhenItIs)
{
    FakePcpServer server;
    int acts_before = -1;
    LoadBalancer::Setup setup{.pools = {{server.options()}}};
    setup.record.settled_within = [&](std::chrono::milliseconds) {
        acts_before = server.count('D');
        EXPECT_EQ(server.count('H'), 3);
        return true;
    };
    EXPECT_EQ(LoadBalancer(setup, probe_).detach(member(1)).failure(), nullptr);
    EXPECT_EQ(acts_before, 0);
    EXPECT_EQ(server.connections(), 2);
}

TEST_F(Pipe, HoldsNoConnectionWhileADiskIsWaitedFor)
{
    FakePcpServer server;
    int waits = 0;
    LoadBalancer::Setup setup{.pools = {{server.options()}}};
    setup.record.settled_within = [](std::chrono::milliseconds moment) {
        return moment > 1s;
    };
    setup.record.settle = [&] {
        ++waits;
        EXPECT_TRUE(server.idle());
        EXPECT_EQ(server.count('D'), 0);
    };
    EXPECT_EQ(LoadBalancer(setup, probe_).detach(member(1)).failure(), nullptr);
    EXPECT_EQ(waits, 1);
    EXPECT_EQ(server.connections(), 3) << "what was surveyed before is surveyed again";
}

class PipeOfRelease : public Pipe, public ::testing::WithParamInterface<Release> {};

TEST_P(PipeOfRelease, DetachesAndAttachesWhicheverWayThePoolTellsItsState)
{
    FakePcpServer server{support::pool_of(3, GetParam())};
    probe_.servers[5434] = answers;
    EXPECT_EQ(balancer({&server}).detach(member(2)).failure(), nullptr);
    EXPECT_EQ(server.pool().backends[2].status, NodeStatus::down);
    EXPECT_EQ(balancer({&server}).attach(member(2), MemberType::standby).failure(), nullptr);
    EXPECT_TRUE(is_attached(server.pool().backends[2].status));
}

// auto_failback: what a health check of Pgpool does, as soon as the hook looks out for it.
TEST_P(PipeOfRelease, NoticesThatPgpoolTakesADetachBack)
{
    FakePcpServer server{support::pool_of(3, GetParam())};
    server.change([](support::FakePool& pool) { pool.auto_failback = true; });
    LoadBalancer::Setup setup{.pools = {{server.options()}}};
    setup.observe = [&](const efm::Progress& progress) {
        if (progress.detail.find("auto_failback is on") == std::string::npos) return;
        server.change([](support::FakePool& pool) { pool.backends[1].status = NodeStatus::waiting; });
    };
    const Outcome outcome = LoadBalancer(setup, probe_).detach(member(1));
    expect_failure(outcome, Error::Kind::try_later, "was seen down and is attached again: auto_failback is on");
    EXPECT_THAT(outcome.pools[0].steps, SizeIs(1));
    EXPECT_EQ(server.count('D'), 1);
}

INSTANTIATE_TEST_SUITE_P(Each, PipeOfRelease,
                         ::testing::Values(Release{0, 0}, Release{0, 25}, Release{1, 23}, Release{2, 0}, Release{3, 0},
                                           Release{3, 5}, Release{4, 17}, Release{7, 2}));

TEST_F(Pipe, SurveysAndActsOverOneConnectionAndVerifiesOverAnother)
{
    FakePcpServer server;
    EXPECT_EQ(balancer({&server}).attach(member(0), MemberType::standby).failure(), nullptr);
    EXPECT_EQ(server.connections(), 1);
    EXPECT_EQ(balancer({&server}).detach(member(0)).failure(), nullptr);
    EXPECT_EQ(server.connections(), 3);
}

TEST_F(Pipe, LooksOutForThatOnlyWhereItMayHappen)
{
    FakePcpServer server;
    EXPECT_EQ(balancer({&server}).detach(member(1)).failure(), nullptr);
    EXPECT_EQ(server.count('B'), 1);
    EXPECT_EQ(server.connections(), 2) << "survey and act, verify and one question";
    EXPECT_EQ(balancer({&server}).detach(member(0)).failure(), nullptr);
    EXPECT_EQ(server.count('B'), 1) << "a primary is not taken back";
}

TEST_F(Pipe, LooksOutForThatNoLongerThanItSaysThoughThePoolIsSilent)
{
    FakePcpServer server;
    server.change([](support::FakePool& pool) { pool.auto_failback = true; });
    LoadBalancer::Setup setup{.pools = {{server.options(40s)}}};
    setup.observe = [&](const efm::Progress& progress) {
        if (progress.detail.find("auto_failback is on") == std::string::npos) return;
        server.on(FakePcpServer::at_accept, fault::silence);
    };
    const Outcome outcome = LoadBalancer(setup, probe_).detach(member(1));
    EXPECT_EQ(outcome.failure(), nullptr);
    EXPECT_LT(outcome.pools[0].took, 20s) << "2 s of 40";
}

TEST_F(Pipe, IsDoneThoughThePoolIsGoneAfterTheDetach)
{
    FakePcpServer server;
    server.on('B', fault::silence);
    EXPECT_EQ(balancer({&server}).detach(member(1)).failure(), nullptr);
}

TEST_F(Pipe, HoldsNoConnectionWhileItAsksServers)
{
    FakePcpServer server;
    set_down(server, 1);
    class Watcher : public TableProbe {
    public:
        explicit Watcher(FakePcpServer& pcp) : pcp_(pcp) {}
        ServerFacts ask(const std::string&, std::uint16_t, const pcp::Patience&) override
        {
            EXPECT_TRUE(pcp_.idle());
            return answers;
        }

    private:
        FakePcpServer& pcp_;
    } watcher{server};
    LoadBalancer balancer({.pools = {{server.options()}}}, watcher);
    EXPECT_EQ(balancer.attach(member(1), MemberType::standby).failure(), nullptr);
}

// Whoever listens writes it down, on a disk that may be slow.
TEST_F(Pipe, HoldsNoConnectionWhileItTellsWhatItSees)
{
    FakePcpServer server;
    FakePcpServer other;
    server.on('D', fault::succeed_after(100ms));
    other.on('D', fault::reject("degenerate backend request is canceled", ""));
    LoadBalancer::Setup setup{.pools = {{server.options()}, {other.options()}}};
    setup.observe = [&](const efm::Progress& progress) {
        const FakePcpServer& its = progress.pool == pcp::endpoint(server.options()) ? server : other;
        EXPECT_TRUE(its.idle()) << progress.step << ": " << progress.detail;
    };
    const Outcome outcome = LoadBalancer(setup, probe_).detach(member(1));
    EXPECT_FALSE(outcome.pools[0].failure);
    EXPECT_TRUE(outcome.pools[1].failure);
}

TEST_F(Pipe, SendsNothingThatChangesAnythingInADryRun)
{
    FakePcpServer server;
    dry_run_ = true;
    const Outcome outcome = balancer({&server}).detach(member(1));
    ASSERT_THAT(outcome.pools[0].steps, SizeIs(1));
    EXPECT_EQ(outcome.pools[0].steps[0].act, Act::detach);
    EXPECT_THAT(server.mutating_requests(), IsEmpty());
}

TEST_F(Pipe, DoesNotTakeSuccessForTheDeed)
{
    FakePcpServer server;
    server.on('D', fault::say_success_and_do_nothing);
    expect_failure(balancer({&server}, 600ms).detach(member(1)), Error::Kind::try_later, "is still waiting");
    EXPECT_EQ(server.count('D'), 2);  // once more at half time, in case the queue was full
}

TEST_F(Pipe, WaitsForWhatIsDoneLate)
{
    FakePcpServer server;
    server.on('D', fault::succeed_after(200ms));
    EXPECT_EQ(balancer({&server}).detach(member(1)).failure(), nullptr);
    EXPECT_EQ(server.count('D'), 1);
}

TEST_F(Pipe, ReadsTheStateWhenTheAnswerToAnActIsLost)
{
    FakePcpServer server;
    server.on('D', support::Fault{fault::close}.carried_out().times(1));
    EXPECT_EQ(balancer({&server}).detach(member(1)).failure(), nullptr);
    EXPECT_EQ(server.count('D'), 1);
}

TEST_F(Pipe, RepeatsTheServersWordsWhenItRefuses)
{
    FakePcpServer server;
    server.on('D', fault::reject("degenerate backend request is canceled because failover is disallowed on the node"));
    expect_failure(balancer({&server}).detach(member(1)), Error::Kind::refused, "failover is disallowed");
}

TEST_F(Pipe, GoesOnWithTheOthersWhenOneStepIsRefused)
{
    FakePcpServer server;
    set_down(server, 2);
    probe_.login = true;
    probe_.servers = {{5432, writable}, {5433, streaming}, {5434, streaming}};
    server.on('D', fault::reject("degenerate backend request is canceled because failover is disallowed on the node"));
    LoadBalancer::Setup setup{.pools = {{server.options()}}};
    setup.ordered_out = {{member(1), {efm::Party::operators, false, "12:00", {}}}};
    expect_failure(LoadBalancer(setup, probe_).reconcile(), Error::Kind::refused, "failover is disallowed");
    EXPECT_TRUE(is_attached(server.pool().backends[2].status)) << "the attach comes after the detach";
    EXPECT_EQ(server.count('D'), 1) << "what was refused is not asked for again";
}

// It was down when the request came and is not any more: follow_primary has been quicker.
TEST_F(Pipe, AsksForADetachAgainWhenTheRefusalHasBeenOvertaken)
{
    FakePcpServer server;
    const std::string words = "invalid degenerate backend request, node id : 1 status: [1] is not valid for failover";
    server.on('D', fault::reject(words).times(2));
    EXPECT_EQ(balancer({&server}).detach(member(1)).failure(), nullptr);
    EXPECT_EQ(server.count('D'), 3);
}

TEST_F(Pipe, SeesThePromoteThoughTheConnectionBreaksBehindIt)
{
    FakePcpServer server;
    probe_.login = true;
    probe_.servers = {{5433, writable}, {5434, streaming}};
    server.on('J', support::Fault{fault::close}.carried_out());
    const Outcome outcome = balancer({&server}, 1h).promote(member(1));  // what is sent again at half time is too late
    EXPECT_EQ(outcome.failure(), nullptr) << outcome.failure()->what();
    EXPECT_EQ(server.count('J'), 1);
    EXPECT_EQ(server.pool().backends[1].role, Role::primary);
    EXPECT_TRUE(is_attached(server.pool().backends[2].status)) << "it was to go out with the promote";
}

TEST_F(Pipe, SendsAnAttachAgainThatWasRefusedAsTooEarlyBehindAPromote)
{
    FakePcpServer server;
    probe_.login = true;
    probe_.servers = {{5433, writable}, {5434, streaming}};
    server.on('C', fault::reject("invalid failback request, node id : 2 status: [2] not valid for failback").times(1));
    const Outcome outcome = balancer({&server}).promote(member(1));
    EXPECT_EQ(outcome.failure(), nullptr) << outcome.failure()->what();
    EXPECT_TRUE(is_attached(server.pool().backends[2].status));
    EXPECT_EQ(server.count('C'), 2);
}

TEST_F(Pipe, NeverSendsAPromoteTwice)
{
    FakePcpServer server;
    probe_.login = true;
    probe_.servers[5433] = writable;
    server.on('J', fault::say_success_and_do_nothing);
    expect_failure(balancer({&server}, 600ms).promote(member(1)), Error::Kind::try_later, "promote backend 1");
    EXPECT_EQ(server.count('J'), 1);
}

TEST_F(Pipe, NeverSendsAPromoteTwiceThoughItsAnswerWasLost)
{
    FakePcpServer server;
    probe_.login = true;
    probe_.servers[5433] = writable;
    server.on('J', support::Fault{fault::close}.carried_out());
    EXPECT_EQ(balancer({&server}).promote(member(1)).failure(), nullptr);
    EXPECT_EQ(server.count('J'), 1);
}

TEST_F(Pipe, AttachesAndThenPromotesWhatIsDown)
{
    FakePcpServer server;
    set_down(server, 1);
    probe_.login = true;
    probe_.servers[5433] = writable;
    const Outcome outcome = balancer({&server}).promote(member(1));
    EXPECT_EQ(outcome.failure(), nullptr);
    EXPECT_THAT(outcome.pools[0].steps, SizeIs(2));
    EXPECT_EQ(server.pool().backends[1].role, Role::primary);
}

TEST_F(Pipe, SurvivesAPoolThatRestartsItsPcpProcess)
{
    FakePcpServer server;
    server.on('M', support::Fault{fault::reset}.times(2));
    EXPECT_EQ(balancer({&server}).detach(member(1)).failure(), nullptr);
}

TEST_F(Pipe, ActsOnThePoolsItCanReachAndReportsTheOther)
{
    FakePcpServer alive;
    FakePcpServer dead;
    dead.refuse_connections();
    const Outcome outcome = balancer({&dead, &alive}).detach(member(1));
    expect_failure(outcome, Error::Kind::unreachable, "cannot reach PCP");
    EXPECT_EQ(outcome.pools[1].failure, std::nullopt);
    EXPECT_EQ(alive.pool().backends[1].status, NodeStatus::down);
}

TEST_F(Pipe, IsContentWithOnePoolIfThatIsThePolicy)
{
    FakePcpServer alive;
    FakePcpServer dead;
    dead.refuse_connections();
    LoadBalancer balancer({.pools = {{dead.options()}, {alive.options()}}, .policy = efm::PoolPolicy::any}, probe_);
    const Outcome outcome = balancer.detach(member(1));
    EXPECT_EQ(outcome.failure(), nullptr);
    EXPECT_EQ(outcome.misses(), 1U);
    EXPECT_NE(balancer.reconcile().failure(), nullptr) << "it has to bring all of them to agree";
}

TEST_F(Pipe, PromotesInEachPoolThoughAnotherIsSilent)
{
    FakePcpServer silent;
    FakePcpServer one;
    FakePcpServer other;
    silent.on(FakePcpServer::at_accept, fault::silence);
    probe_.login = true;
    probe_.servers[5433] = writable;
    pcp::Options patient = silent.options();
    patient.patience.cancelled = [&] {
        return one.count('J') + other.count('J') == 2;
    };
    LoadBalancer balancer({.pools = {{patient}, {one.options()}, {other.options()}}}, probe_);
    const Outcome outcome = balancer.promote(member(1));
    expect_failure(outcome, Error::Kind::cancelled, "");
    EXPECT_EQ(outcome.misses(), 1U);
}

TEST_F(Pipe, PaysForASilentPoolOnlyWithTheDeadline)
{
    FakePcpServer alive;
    FakePcpServer silent;
    silent.on(FakePcpServer::at_accept, fault::silence);
    const Outcome outcome = balancer({&silent, &alive}, 500ms).detach(member(1));
    expect_failure(outcome, Error::Kind::try_later, "deadline passed");
    EXPECT_EQ(alive.pool().backends[1].status, NodeStatus::down);
}

TEST_F(Pipe, AttachesEverySiblingAtOnceWhenItFollows)
{
    FakePcpServer server{support::pool_of(5)};
    for (std::size_t id = 0; id < 5; ++id) set_down(server, id);
    for (int port = 5432; port < 5437; ++port) probe_.servers[port] = answers;
    EXPECT_EQ(balancer({&server}).follow(2, 0).failure(), nullptr);
    EXPECT_EQ(server.count('C'), 4);
    EXPECT_EQ(server.pool().backends[0].status, NodeStatus::down);
    EXPECT_TRUE(is_attached(server.pool().backends[4].status));
}

TEST_F(Pipe, LeavesAnAttachToAPgpoolThatMayBeWaitingForItsFollowCommand)
{
    FakePcpServer server;
    for (const std::size_t id : {0U, 1U}) set_down(server, id);
    server.change([](support::FakePool& pool) { pool.main_is_busy = true; });
    server.on('C', fault::say_success_and_do_nothing);
    probe_.servers[5433] = answers;
    const Outcome outcome = balancer({&server}, 60s).follow(1, 0);
    expect_failure(outcome, Error::Kind::try_later, "may be waiting for this program to end");
    EXPECT_LT(outcome.pools[0].took, 30s) << "5 s of 60";
    EXPECT_EQ(server.count('C'), 1);
}

TEST_F(Pipe, SendsNoMoreThanPgpoolsQueueHolds)
{
    FakePcpServer server{support::pool_of(20)};
    for (std::size_t id = 0; id < 20; ++id) set_down(server, id);
    for (int port = 5432; port < 5452; ++port) probe_.servers[port] = answers;
    EXPECT_EQ(balancer({&server}).follow(1, 0).failure(), nullptr);
    EXPECT_LE(server.count('C'), 8);
    EXPECT_TRUE(is_attached(server.pool().backends[1].status));
}

TEST_F(Pipe, DoesNotLetOnePoolsPasswordFileStopTheOthers)
{
    FakePcpServer alive;
    FakePcpServer locked;
    const Error fault(Error::Kind::authentication, "no line for this pool");
    LoadBalancer balancer({.pools = {{locked.options(), fault}, {alive.options()}}}, probe_);
    expect_failure(balancer.detach(member(1)), Error::Kind::authentication, "no line");
    EXPECT_EQ(alive.pool().backends[1].status, NodeStatus::down);
}

TEST_F(Pipe, FollowsByIdOnlyWhereAllPoolsMeanTheSameServer)
{
    FakePcpServer one;
    FakePcpServer other;
    other.change([](support::FakePool& pool) { std::swap(pool.backends[1], pool.backends[2]); });
    EXPECT_THROW(balancer({&one, &other}).follow(1, 0), Error);
    EXPECT_THAT(one.mutating_requests(), IsEmpty());
}

TEST_F(Pipe, NoticesThatTheTargetsIdWasGivenToAnotherServer)
{
    FakePcpServer server;
    set_down(server, 1);
    class Mover : public TableProbe {
    public:
        explicit Mover(FakePcpServer& pcp) : pcp_(pcp) {}
        ServerFacts ask(const std::string&, std::uint16_t, const pcp::Patience&) override
        {
            pcp_.change([](support::FakePool& pool) { pool.backends[1].port = 7777; });
            return answers;
        }

    private:
        FakePcpServer& pcp_;
    } mover{server};
    LoadBalancer balancer({.pools = {{server.options()}}}, mover);
    expect_failure(balancer.attach(member(1), MemberType::standby), Error::Kind::try_later,
                   "configuration has changed");
    EXPECT_THAT(server.mutating_requests(), IsEmpty());
}

// The pool is changed while the servers are asked.
class Changer : public TableProbe {
public:
    Changer(FakePcpServer& pcp, std::function<void(support::FakePool&)> change) : pcp_(pcp), change_(std::move(change))
    {
        login = true;
        servers = {{5432, writable}, {5433, streaming}, {5434, streaming}};
    }

    ServerFacts ask(const std::string& host, std::uint16_t port, const pcp::Patience& patience) override
    {
        pcp_.change(change_);
        return TableProbe::ask(host, port, patience);
    }

private:
    FakePcpServer& pcp_;
    std::function<void(support::FakePool&)> change_;
};

TEST_F(Pipe, TakesNoServersAnswerForThatOfAnotherWithItsId)
{
    FakePcpServer server;
    set_down(server, 2);
    Changer changer(server, [](support::FakePool& pool) { pool.backends[2].port = 7777; });
    EXPECT_EQ(LoadBalancer({.pools = {{server.options()}}}, changer).reconcile().failure(), nullptr);
    EXPECT_THAT(server.mutating_requests(), IsEmpty());
}

TEST_F(Pipe, AsksNoBackendAgainThatIsNotThereAnyMore)
{
    FakePcpServer server;
    set_down(server, 1);
    Changer changer(server, [](support::FakePool& pool) { pool.backends.resize(2); });
    LoadBalancer balancer({.pools = {{server.options()}}}, changer);
    EXPECT_EQ(balancer.attach(member(1), MemberType::standby).failure(), nullptr);
}

TEST_F(Pipe, ReadsASurveyAgainThatBrokeOff)
{
    FakePcpServer server;
    server.on('H', support::Fault{fault::close}.times(1));
    EXPECT_EQ(balancer({&server}).detach(member(1)).failure(), nullptr);
}

TEST_F(Pipe, SeesInALastRoundThatAPrimaryHasLostItsLabel)
{
    FakePcpServer server;
    server.change([](support::FakePool& pool) {
        pool.backends[0].role = Role::standby;
        pool.backends[1].role = Role::primary;
        pool.backends[1].status = NodeStatus::down;
    });
    probe_.login = true;
    probe_.servers[5433] = writable;
    server.on('C', fault::succeed_after(0ms));
    EXPECT_EQ(balancer({&server}).attach(member(1), MemberType::primary).failure(), nullptr);
    EXPECT_EQ(server.pool().backends[1].role, Role::primary);
}

TEST_F(Pipe, IsNotHeldUpByANameThatIsNoneOfItsBusiness)
{
    FakePcpServer server;
    server.change([](support::FakePool& pool) {
        pool.backends[0].host = "no-such-host.invalid";
        pool.backends[1].host = "localhost";
    });
    EXPECT_EQ(balancer({&server}).detach({"127.0.0.1", 5433}).failure(), nullptr);
}

// Its server answers until an attach has been asked for.
class DiesOfAttach : public TableProbe {
public:
    explicit DiesOfAttach(FakePcpServer& pcp) : pcp_(pcp) {}

    ServerFacts ask(const std::string&, std::uint16_t, const pcp::Patience&) override
    {
        return pcp_.count('C') == 0 ? answers : gone;
    }

private:
    FakePcpServer& pcp_;
};

TEST_F(Pipe, RepeatsAnAttachThatWasLost)
{
    FakePcpServer server;
    set_down(server, 1);
    probe_.servers[5433] = answers;
    server.on('C', support::Fault{fault::say_success_and_do_nothing}.times(1));
    EXPECT_EQ(balancer({&server}, 1s).attach(member(1), MemberType::standby).failure(), nullptr);
    EXPECT_EQ(server.count('C'), 2);
}

TEST_F(Pipe, RepeatsAnAttachOnceAtMost)
{
    FakePcpServer server;
    set_down(server, 1);
    probe_.servers[5433] = answers;
    server.on('C', fault::say_success_and_do_nothing);
    expect_failure(balancer({&server}, 600ms).attach(member(1), MemberType::standby), Error::Kind::try_later,
                   "it is still down");
    EXPECT_EQ(server.count('C'), 2);
}

TEST_F(Pipe, RepeatsNoAttachWithoutProof)
{
    FakePcpServer server;
    set_down(server, 1);
    DiesOfAttach probe(server);
    server.on('C', fault::say_success_and_do_nothing);
    LoadBalancer balancer({.pools = {{server.options(600ms)}}}, probe);
    expect_failure(balancer.attach(member(1), MemberType::standby), Error::Kind::try_later, "does not answer");
    EXPECT_EQ(server.count('C'), 1);
}

// Answers a ping at once, and says who it is if it is given 800 ms: far away, or busy.
class SlowToSpeak : public TableProbe {
public:
    explicit SlowToSpeak(std::uint16_t port) : port_(port)
    {
        login = true;
        servers = {{5432, writable}, {5433, streaming}, {5434, streaming}};
    }

    ServerFacts ask(const std::string& host, std::uint16_t port, const pcp::Patience& patience) override
    {
        if (port == port_ && patience.deadline.remaining() < 800ms)
            return {.contact = efm::Contact::answers, .failure = "deadline passed while asking the server"};
        return TableProbe::ask(host, port, patience);
    }

private:
    std::uint16_t port_;
};

TEST_F(Pipe, GivesAPrimaryTimeToSpeakThatIsThere)
{
    FakePcpServer server;
    set_down(server, 1);
    SlowToSpeak far(5432);
    LoadBalancer balancer({.pools = {{server.options(5s)}}}, far);
    EXPECT_EQ(balancer.attach(member(1), MemberType::standby).failure(), nullptr);
}

// Each word of it costs half a second.
TEST_F(Pipe, LeavesASilentServerAloneForTwoSecondsEachTime)
{
    class Counter : public TableProbe {
    public:
        ServerFacts ask(const std::string& host, std::uint16_t port, const pcp::Patience& patience) override
        {
            if (port != 5434) return TableProbe::ask(host, port, patience);
            ++asked;
            return {.contact = efm::Contact::silent, .failure = "deadline passed"};
        }

        std::atomic<int> asked = 0;
    } counter;
    counter.login = true;
    counter.servers = {{5432, writable}};
    FakePcpServer server;
    set_down(server, 1);
    LoadBalancer balancer({.pools = {{server.options(3'500ms)}}}, counter);
    expect_failure(balancer.attach(member(1), MemberType::standby), Error::Kind::try_later, "does not answer");
    EXPECT_LE(counter.asked, 2);
}

TEST_F(Pipe, GivesEveryServerTimeToSpeakWhenNobodyWaitsForIt)
{
    FakePcpServer server;
    set_down(server, 1);
    SlowToSpeak far(5432);
    const Outcome outcome = LoadBalancer({.pools = {{server.options()}}}, far).reconcile();
    EXPECT_THAT(outcome.pools[0].steps, SizeIs(1)) << outcome.pools[0].remarks.front();
}

TEST_F(Pipe, TakesAMemberThatItCannotTellForNoneThatTheManagerHasLost)
{
    FakePcpServer server;
    server.change([](support::FakePool& pool) {
        pool.backends[1].host = "no-such-host.invalid";
        pool.backends[1].status = NodeStatus::down;
    });
    probe_.login = true;
    probe_.servers = {{5432, writable}, {5433, streaming}, {5434, streaming}};
    LoadBalancer::Setup setup{.pools = {{server.options()}}, .party = efm::Party::operators};
    setup.manager = [](const pcp::Patience&) {
        efm::ClusterStatus status;
        status.members = {{.address = "127.9.9.9", .type = efm::AgentType::standby}};
        return status;
    };
    const efm::Address member{"no-such-host.invalid", 5433};
    EXPECT_EQ(LoadBalancer(setup, probe_).attach(member, MemberType::unknown).failure(), nullptr);
}

// Turns and marks in a state directory

class PipeWithTurns : public Pipe {
protected:
    PipeWithTurns()
    {
        state_dir_ = directory_.path();
        ::chmod(state_dir_.c_str(), 0700);
    }

    support::TempDir directory_;
    FakePcpServer server_;
};

// Tells whether anybody has the turn while it is asked.
class TurnWatcher : public TableProbe {
public:
    explicit TurnWatcher(std::string directory) : directory_(std::move(directory)) { login = true; }

    ServerFacts ask(const std::string& host, std::uint16_t port, const pcp::Patience& patience) override
    {
        for (const auto& entry : std::filesystem::directory_iterator(directory_)) {
            const int file = ::open(entry.path().c_str(), O_RDONLY | O_CLOEXEC);
            EXPECT_EQ(::flock(file, LOCK_SH | LOCK_NB), 0) << entry.path();
            ::close(file);
        }
        return TableProbe::ask(host, port, patience);
    }

private:
    std::string directory_;
};

// The deadline may come, or an end be asked for, between the survey and the act.
TEST_F(PipeWithTurns, LeavesAPromoteThatDidNotGetOutToTheNext)
{
    probe_.login = true;
    probe_.servers[5433] = writable;
    bool cancelled = false;
    LoadBalancer::Setup setup{.pools = {{server_.options()}}};
    setup.state_dir = state_dir_;
    setup.pools.front().options.patience.cancelled = [&] {
        return cancelled;
    };
    setup.record.settled_within = [&](std::chrono::milliseconds) {
        return cancelled = true;
    };
    EXPECT_NE(LoadBalancer(setup, probe_).promote(member(1)).failure(), nullptr);
    EXPECT_EQ(server_.count('J'), 0);

    const Outcome next = balancer({&server_}).promote(member(1));
    EXPECT_EQ(next.failure(), nullptr) << next.failure()->what();
    EXPECT_EQ(server_.count('J'), 1);
}

TEST_F(PipeWithTurns, KeepsNobodyWaitingWhileItAsksServers)
{
    TurnWatcher watcher(state_dir_);
    watcher.servers = {{5432, writable}, {5433, streaming}};
    set_down(server_, 1);
    LoadBalancer balancer({.pools = {{server_.options()}}, .state_dir = state_dir_}, watcher);
    EXPECT_EQ(balancer.attach(member(1), MemberType::standby).failure(), nullptr);
}

// Its server is fit, is not when it is looked at again, and is fit for good after that.
class Wavering : public TableProbe {
public:
    Wavering() { login = true; }

    ServerFacts ask(const std::string&, std::uint16_t port, const pcp::Patience&) override
    {
        if (port == 5432) return {.contact = efm::Contact::answers, .in_recovery = false, .timeline = 2};
        if (port != 5433) return gone;
        ServerFacts facts = streaming;
        facts.timeline = ++asked_ == 2 ? 1 : 2;
        return facts;
    }

private:
    int asked_ = 0;
};

TEST_F(PipeWithTurns, MayAttachAgainWhatItTookOutItself)
{
    Wavering probe;
    set_down(server_, 1);
    LoadBalancer balancer({.pools = {{server_.options()}}, .state_dir = state_dir_}, probe);
    const Outcome outcome = balancer.attach(member(1), MemberType::standby);
    EXPECT_EQ(outcome.failure(), nullptr) << outcome.failure()->what();
    EXPECT_EQ(server_.count('D'), 1);
    EXPECT_EQ(server_.count('C'), 2);
}

// An operator's call is root's, and EFM's hooks have to take turns with it.
TEST_F(PipeWithTurns, LeavesItsFilesToTheGroupThatTheDirectoryIsFor)
{
    const mode_t before = ::umask(022);
    ::chmod(state_dir_.c_str(), 02770);
    EXPECT_EQ(balancer({&server_}).detach(member(1)).failure(), nullptr);
    ::umask(before);
    int seen = 0;
    for (const auto& entry : std::filesystem::directory_iterator(state_dir_)) {
        if (!entry.path().filename().string().starts_with("turn.")) continue;
        ++seen;
        EXPECT_EQ(static_cast<unsigned>(entry.status().permissions()), 0660U) << entry.path();
    }
    EXPECT_EQ(seen, 3) << "the turn, that a detach was asked for, and that it was seen";
}

// Somebody attaches it again each time; in turns with him it would be taken out for ever.
TEST_F(PipeWithTurns, UndoesNoDetachThatCameDuringItsOwnPass)
{
    FakePcpServer server;
    set_down(server, 1);
    probe_.login = true;
    probe_.servers = {{5432, writable}, {5433, streaming}, {5434, streaming}};
    LoadBalancer::Setup setup{.pools = {{server.options()}}, .state_dir = state_dir_};
    setup.orders_read = std::chrono::time_point_cast<efm::Timestamp::duration>(std::chrono::system_clock::now());
    EXPECT_EQ(balancer({&server}).detach(member(1)).failure(), nullptr) << "it is down already";
    const Outcome outcome = LoadBalancer(setup, probe_).reconcile();
    EXPECT_EQ(outcome.failure(), nullptr);
    EXPECT_EQ(server.count('C'), 0);
    EXPECT_THAT(outcome.pools[0].remarks, ::testing::ElementsAre(HasSubstr("a detach of backend 1 was asked for")));
    *setup.orders_read += 1h;
    EXPECT_THAT(LoadBalancer(setup, probe_).reconcile().pools[0].steps, SizeIs(1)) << "of one that it knew";
}

TEST_F(PipeWithTurns, TakesTheLivePrimaryOutOnceInEachPool)
{
    FakePcpServer other;
    for (FakePcpServer* server : {&server_, &other}) {
        server->change([](support::FakePool& pool) { pool.backends[0].host = "127.0.0.9"; });
    }
    probe_.login = true;
    probe_.servers = {{5432, writable}, {5433, streaming}, {5434, streaming}};
    LoadBalancer::Setup setup{.pools = {{server_.options()}}, .state_dir = state_dir_};
    setup.manager = [](const pcp::Patience&) {
        efm::ClusterStatus status;
        status.members = {{.address = "127.0.0.9", .type = efm::AgentType::idle}};
        return status;
    };
    const auto now = std::chrono::time_point_cast<std::chrono::microseconds>(std::chrono::system_clock::now());
    setup.ordered_out = {{{"127.0.0.9", 5432}, {efm::Party::manager, false, "12:00", now - 1s}}};
    const auto reconcile = [&](const FakePcpServer& server, bool dry_run) {
        setup.pools = {{server.options()}};
        setup.dry_run = dry_run;
        return LoadBalancer(setup, probe_).reconcile().pools[0].steps.size();
    };
    for (const bool dry_run : {true, false}) EXPECT_EQ(reconcile(server_, dry_run), 1U);
    server_.change([](support::FakePool& pool) { pool.backends[0].status = NodeStatus::up; });
    for (const bool dry_run : {true, false}) EXPECT_EQ(reconcile(server_, dry_run), 0U);
    EXPECT_EQ(reconcile(other, false), 1U);
    setup.ordered_out[0].second.at = now + 1h;
    EXPECT_EQ(reconcile(server_, false), 1U);
}

// A large pool

class LargePool : public Pipe {
protected:
    LargePool() : directory_()
    {
        state_dir_ = directory_.path();
        ::chmod(state_dir_.c_str(), 0700);
    }

    support::TempDir directory_;
    FakePcpServer server_{support::pool_of(128)};
};

TEST_F(LargePool, IsReadWholeOnceAndByOneRequestAfterwards)
{
    EXPECT_EQ(balancer({&server_}).detach(member(127)).failure(), nullptr);
    EXPECT_GE(server_.count('H'), 128);
    const int before = server_.count('H');
    EXPECT_EQ(balancer({&server_}).detach(member(126)).failure(), nullptr);
    EXPECT_EQ(server_.count('H'), before + 2);  // the proof and the verification
}

// What is remembered of it says nothing of who is the primary.
TEST_F(LargePool, IsReadWholeInEachRoundThatHasToProveSomething)
{
    probe_.servers[5433] = answers;
    probe_.servers[5432] = {.contact = efm::Contact::silent, .failure = "deadline passed"};
    expect_failure(balancer({&server_}, 1s).promote(member(1)), Error::Kind::try_later, "no proof yet");
    EXPECT_THAT(server_.mutating_requests(), IsEmpty());
}

TEST_F(LargePool, IsReadAgainWhenABackendHasMoved)
{
    EXPECT_EQ(balancer({&server_}).detach(member(127)).failure(), nullptr);
    server_.change([](support::FakePool& pool) { std::swap(pool.backends[3], pool.backends[126]); });
    EXPECT_EQ(balancer({&server_}).detach(member(126)).failure(), nullptr);
    EXPECT_EQ(server_.pool().backends[3].status, NodeStatus::down);
    EXPECT_TRUE(is_attached(server_.pool().backends[126].status));
}

TEST_F(LargePool, IsReadAgainWhenItHasGrownOrShrunk)
{
    EXPECT_EQ(balancer({&server_}).detach(member(127)).failure(), nullptr);
    server_.change([](support::FakePool& pool) { pool.backends.resize(100); });
    expect_failure(balancer({&server_}).detach(member(126)), Error::Kind::unknown_backend, "fits no backend");
}

// Which backend is meant

TEST_F(Pipe, ListsBothBackendsThatOneAddressFits)
{
    FakePcpServer server;
    expect_failure(balancer({&server}).detach({"127.0.0.1", {}}), Error::Kind::ambiguous_backend, "backend 2");
    EXPECT_THAT(server.mutating_requests(), IsEmpty());
}

TEST_F(Pipe, LetsDbPortDecideBetweenThem)
{
    FakePcpServer server;
    const support::TempDir directory;
    const std::string path = directory.path() / "efm.properties";
    std::ofstream(path) << "db.port = 5434\n";
    LoadBalancer balancer({.pools = {{server.options()}}, .efm_properties = path}, probe_);
    EXPECT_EQ(balancer.detach({"127.0.0.1", {}}).failure(), nullptr);
    EXPECT_EQ(server.pool().backends[2].status, NodeStatus::down);
}

TEST_F(Pipe, TriesLaterWhileABackendsNameCannotBeResolved)
{
    FakePcpServer server;
    server.change([](support::FakePool& pool) { pool.backends[0].host = "no-such-host.invalid"; });
    expect_failure(balancer({&server}).detach({"127.9.9.9", {}}), Error::Kind::try_later, "no-such-host.invalid");
}

}  // namespace
