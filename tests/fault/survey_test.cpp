// The survey over scripted pools, a manager and servers out of tables: who is asked, how often, and what a part that
// hangs or fails costs the others.
#include "efm/survey.hpp"

#include <gmock/gmock.h>

#include <mutex>
#include <set>

#include "fake_pcp_server.hpp"

namespace {

using namespace std::chrono_literals;
using efm::ClusterStatus;
using efm::Error;
using efm::ServerFacts;
using efm::Survey;
using support::FakePcpServer;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using ::testing::UnorderedElementsAre;
namespace fault = support::fault;

// Answers for all servers, remembers who was asked, and looks whether a pool's connection is open meanwhile.
class WatchingProbe : public efm::ServerProbe {
public:
    ServerFacts ask(const std::string& host, std::uint16_t port, const pcp::Patience& patience) override
    {
        for (const FakePcpServer* pool : pools) {
            if (!pool->idle()) ADD_FAILURE() << "a PCP connection is open while a server is asked";
        }
        const std::lock_guard lock(guard);
        asked.insert(efm::endpoint(host, port));
        if (hangs) pcp::pause(patience, 1h);
        return {.contact = hangs ? efm::Contact::silent : efm::Contact::answers};
    }
    bool has_login() const override { return false; }

    std::vector<const FakePcpServer*> pools;
    bool hangs = false;
    std::mutex guard;
    std::multiset<std::string> asked;
};

ClusterStatus cluster_of(const std::vector<std::string>& addresses)
{
    ClusterStatus status;
    for (const std::string& address : addresses) {
        efm::Member member;
        member.address = address;
        member.type = efm::AgentType::standby;
        status.members.push_back(member);
    }
    return status;
}

ClusterStatus hang(const pcp::Patience& patience)
{
    for (;;) pcp::pause(patience, pcp::next_slice(patience, "asking the manager"));
}

class TheSurvey : public ::testing::Test {
protected:
    Survey survey(const std::vector<const FakePcpServer*>& pools)
    {
        probe_.pools = pools;
        for (const FakePcpServer* pool : pools) setup_.pools.push_back({.options = pool->options()});
        return efm::take_survey(setup_, probe_);
    }

    efm::SurveySetup setup_;
    WatchingProbe probe_;
};

TEST_F(TheSurvey, AsksEachServerOnceThoughPoolsAndMembersNameItDifferently)
{
    const FakePcpServer one;
    support::FakePool by_name = support::pool_of(3);
    for (auto& backend : by_name.backends) backend.host = "localhost";
    const FakePcpServer other{by_name};
    setup_.addressing.db_port = 5433;
    setup_.manager = [](const pcp::Patience&) {
        return cluster_of({"localhost", "127.0.0.2"});
    };

    const Survey survey = this->survey({&one, &other});
    EXPECT_THAT(probe_.asked, SizeIs(4));
    EXPECT_EQ(probe_.asked.count("127.0.0.2:5433"), 1U);
    ASSERT_TRUE(survey.server("127.0.0.1", 5434));
    EXPECT_EQ(survey.server("127.0.0.1", 5434), survey.server("localhost", 5434));
    EXPECT_EQ(survey.server("127.0.0.1", 1), nullptr);
}

TEST_F(TheSurvey, HasEachPartWithItsTime)
{
    const FakePcpServer pool;
    setup_.manager = [](const pcp::Patience&) {
        return cluster_of({"127.0.0.1"});
    };
    const Survey survey = this->survey({&pool});
    ASSERT_TRUE(survey.manager && survey.manager->value);
    ASSERT_TRUE(survey.pools.at(0).view.value);
    EXPECT_THAT(survey.pools[0].view.value->all(), SizeIs(3));
    EXPECT_EQ(survey.pools[0].view.value->watchdog, std::nullopt);
    EXPECT_GE(survey.taken.mark, survey.servers.at(0).view.taken.mark);
    EXPECT_GE(survey.servers.at(0).view.taken.mark, survey.pools[0].view.taken.mark);
    EXPECT_EQ(survey.taken.age(survey.taken.mark + 3s), 3s);
}

TEST_F(TheSurvey, ShowsTheRestWhenTheManagerHangs)
{
    const FakePcpServer pool;
    setup_.manager = hang;
    setup_.limits.manager = 50ms;
    const Survey survey = this->survey({&pool});
    ASSERT_TRUE(survey.manager && survey.manager->failure);
    EXPECT_EQ(survey.manager->failure->kind(), Error::Kind::try_later);
    EXPECT_TRUE(survey.pools.at(0).view.value);
    EXPECT_THAT(survey.servers, SizeIs(3));
}

TEST_F(TheSurvey, ShowsTheRestWhenAPoolHangsAndAsksTheMembersServersWhenAllDo)
{
    FakePcpServer hanging;
    hanging.on('L', fault::silence);
    setup_.limits.pool = 100ms;
    setup_.addressing.db_port = 5432;
    setup_.manager = [](const pcp::Patience&) {
        return cluster_of({"127.0.0.1", "127.0.0.2"});
    };
    const Survey survey = this->survey({&hanging});
    ASSERT_TRUE(survey.pools.at(0).view.failure);
    EXPECT_THAT(survey.pools[0].view.failure->what(), HasSubstr("PCP"));
    EXPECT_THAT(probe_.asked, UnorderedElementsAre("127.0.0.1:5432", "127.0.0.2:5432"));
}

TEST_F(TheSurvey, IsThereWhenAllPartsHangAtOnce)
{
    FakePcpServer hanging;
    hanging.on(FakePcpServer::at_accept, fault::silence);
    setup_.manager = hang;
    setup_.patience.deadline = pcp::Deadline::after(300ms);
    const Survey survey = this->survey({&hanging});
    EXPECT_TRUE(survey.manager->failure);
    EXPECT_TRUE(survey.pools.at(0).view.failure);
    EXPECT_THAT(survey.servers, IsEmpty());
}

TEST_F(TheSurvey, KeepsAServerThatIsSilent)
{
    const FakePcpServer pool{support::pool_of(1)};
    probe_.hangs = true;
    setup_.limits.server = 20ms;
    const Survey survey = this->survey({&pool});
    EXPECT_EQ(survey.servers.at(0).view.value->contact, efm::Contact::silent);
}

TEST_F(TheSurvey, EndsWhenItIsCancelled)
{
    const FakePcpServer pool;
    setup_.manager = hang;
    setup_.patience.cancelled = [] {
        return true;
    };
    try {
        survey({&pool});
        FAIL() << "not cancelled";
    } catch (const Error& error) {
        EXPECT_EQ(error.kind(), Error::Kind::cancelled);
    }
}

// Pool status would crash the worker of a pool this large.
TEST_F(TheSurvey, AsksALargePoolForNoSettings)
{
    const FakePcpServer pool{support::pool_of(100)};
    const Survey survey = this->survey({&pool});
    EXPECT_EQ(pool.count('B'), 0);
    EXPECT_THAT(survey.pools.at(0).view.value->all(), SizeIs(100));
}

TEST_F(TheSurvey, HasTheWatchdogWithItsDelegateAddress)
{
    support::FakePool pool = support::pool_of(1);
    pool.watchdog = R"({"RemoteNodeCount": 0, "QuorumStatus": -1, "AliveNodeCount": 0, "Escalated": 1, "NodeCount": 1,
        "LeaderNodeName": "a", "LeaderHostName": "10.0.0.1", "WatchdogNodes": [
            {"ID": 0, "State": 4, "NodeName": "a", "HostName": "10.0.0.1", "StateName": "LEADER",
             "DelegateIP": "10.0.0.100", "WdPort": 9000, "PgpoolPort": 9999, "Priority": 3},
            {"ID": 1, "State": 8, "NodeName": "b", "HostName": "10.0.0.2", "StateName": "LOST",
             "DelegateIP": "Not_Set", "WdPort": 9000, "PgpoolPort": 9999, "Priority": 1}]})";
    const FakePcpServer server{pool};
    const Survey survey = this->survey({&server});
    const efm::PoolReport& report = *survey.pools.at(0).view.value;
    ASSERT_TRUE(report.watchdog);
    EXPECT_EQ(report.watchdog->quorum, pcp::Quorum::absent);
    EXPECT_THAT(report.delegate_addresses(), ElementsAre("10.0.0.100"));
    EXPECT_LE(server.connections(), 3);  // backends, their node info (health_check_period is 0), watchdog
}

TEST_F(TheSurvey, TellsAWatchdogThatDoesNotAnswerFromNone)
{
    FakePcpServer server;
    server.on('W', fault::close);
    const Survey survey = this->survey({&server});
    const efm::PoolReport& report = *survey.pools.at(0).view.value;
    EXPECT_FALSE(report.watchdog);
    EXPECT_TRUE(report.watchdog_failure);
}

}  // namespace
