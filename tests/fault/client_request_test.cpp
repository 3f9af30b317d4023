// What a client sends and what it keeps to itself: seen from the server's side.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "fake_pcp_server.hpp"
#include "pcp/client.hpp"
#include "watched.hpp"

namespace {

using fault_test::failure_of;
using fault_test::word;
using std::chrono::milliseconds;
using support::FakePcpServer;
using support::Release;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
namespace fault = support::fault;
using namespace std::string_literals;

// The requests behind the login, in order, as type and body.
std::vector<std::string> sent(const FakePcpServer& server)
{
    EXPECT_TRUE(server.idle());
    std::vector<std::string> texts;
    for (const support::Request& request : server.requests()) {
        if (request.type != 'M' && request.type != 'R') texts.push_back(request.type + request.body);
    }
    return texts;
}

TEST(Client, SaysGoodbyeAfterEveryUse)
{
    FakePcpServer server;
    pcp::Client{server.options()};
    pcp::Client{server.options()}.node_count();
    failure_of([&] { pcp::Client{server.options()}.detach(77); });
    failure_of([&] {
        pcp::Client client{server.options()};
        throw pcp::Error(pcp::Error::Kind::cancelled, "in between");
    });
    ASSERT_TRUE(server.idle());
    EXPECT_EQ(server.connections(), 4);
    EXPECT_EQ(server.count('X'), 4);
}

TEST(Client, SaysGoodbyeOnceWhenMoved)
{
    FakePcpServer server;
    {
        pcp::Client first{server.options()};
        pcp::Client second{std::move(first)};
        EXPECT_EQ(second.node_count(), 3);
        second = pcp::Client{server.options()};
        EXPECT_EQ(second.node_count(), 3);
    }
    ASSERT_TRUE(server.idle());
    EXPECT_EQ(server.connections(), 2);
    EXPECT_EQ(server.count('X'), 2);
}

TEST(Client, SaysGoodbyeAlsoToASilentServer)
{
    FakePcpServer server;
    for (const char when : {FakePcpServer::at_accept, 'M', 'R', 'D'}) {
        server.behave();
        server.on(when, fault::silence);
        failure_of([&] { pcp::Client{server.options(milliseconds{150})}.detach(1); }, milliseconds{150});
    }
    ASSERT_TRUE(server.idle());
    EXPECT_EQ(server.count('X'), server.connections());
}

TEST(Client, AsksForLogNoticesWithEveryOperation)
{
    FakePcpServer server;
    pcp::Client{server.options()}.detach(1);
    EXPECT_THAT(sent(server), ElementsAre("Aclient_min_messages\0log\0"s, "D1\0"s, "X"));
}

TEST(Client, ReadsWhatTheNoticesSayOfTheQueue)
{
    FakePcpServer server;
    const pcp::Acknowledgement idle = pcp::Client{server.options()}.detach(1);
    EXPECT_TRUE(idle.received);
    EXPECT_TRUE(idle.main_was_idle);
    EXPECT_FALSE(idle.handled_by_watchdog);

    server.change([](support::FakePool& pool) { pool.main_is_busy = true; });
    const pcp::Acknowledgement busy = pcp::Client{server.options()}.attach(1);
    EXPECT_TRUE(busy.received);
    EXPECT_FALSE(busy.main_was_idle);

    server.change([](support::FakePool& pool) { pool.backends[2].status = pcp::NodeStatus::down; });
    EXPECT_FALSE(pcp::Client{server.options()}.promote(2).received) << "target is down: success, nothing done";
}

TEST(Client, PromotesInTheFormThatEveryReleaseReads)
{
    for (const Release release : {Release{0, 0}, Release{2, 24}, Release{3, 5}, Release{7, 2}}) {
        FakePcpServer server{support::pool_of(3, release)};
        pcp::Client{server.options()}.promote(2);
        EXPECT_EQ(server.pool().backends[2].role, pcp::Role::primary);
        ASSERT_TRUE(server.idle());
        EXPECT_THAT(server.mutating_requests(), ElementsAre(support::Request{1, 'J', "2 \0n"s}));
    }
}

TEST(Client, SwitchesOverFrom4_3On)
{
    for (const Release release : {Release{3, 0}, Release{3, 5}, Release{7, 2}}) {
        FakePcpServer server{support::pool_of(3, release)};
        pcp::Client{server.options()}.switchover(2);
        ASSERT_TRUE(server.idle());
        EXPECT_EQ(server.pool().backends[2].role, pcp::Role::primary);
        EXPECT_EQ(server.pool().backends[1].status, pcp::NodeStatus::waiting);
        ASSERT_EQ(server.mutating_requests().size(), 1U);
        EXPECT_EQ(server.mutating_requests().front().body, "2 \0s"s);
    }
}

TEST(Client, RefusesASwitchoverThatAnOlderServerWouldTakeForAPromote)
{
    for (const Release release : {Release{0, 0}, Release{0, 25}, Release{1, 23}, Release{2, 0}, Release{2, 24}}) {
        FakePcpServer server{support::pool_of(3, release)};
        const pcp::Error error = failure_of([&] { pcp::Client{server.options()}.switchover(2); });
        EXPECT_EQ(word(error.kind()), "refused");
        EXPECT_EQ(word(error.delivery()), "not sent");
        EXPECT_TRUE(server.idle());
        EXPECT_THAT(server.mutating_requests(), IsEmpty());
    }
}

TEST(Client, DoesNotAskForSettingsThatCrashTheServersWorker)
{
    FakePcpServer server{support::pool_of(80)};
    const pcp::Error refused = failure_of([&] { pcp::Client{server.options()}.settings(80); });
    EXPECT_EQ(word(refused.kind()), "refused");
    EXPECT_EQ(word(refused.delivery()), "not sent");
    EXPECT_TRUE(server.idle());
    EXPECT_EQ(server.count('B'), 0);

    const pcp::Error crashed = failure_of([&] { pcp::Client{server.options()}.settings(79); });
    EXPECT_EQ(word(crashed.kind()), "unreachable");
}

TEST(Client, DoesNotSendIdsThatTheServerWouldTakeForOthers)
{
    FakePcpServer server;
    pcp::Client client{server.options()};
    for (const int id : {-1, 128, 1'000}) {
        for (const auto& operation : {&pcp::Client::attach, &pcp::Client::detach, &pcp::Client::detach_gracefully,
                                      &pcp::Client::promote, &pcp::Client::switchover}) {
            const pcp::Error error = failure_of([&] { (client.*operation)(id); });
            EXPECT_EQ(word(error.kind()), "refused");
            EXPECT_EQ(word(error.delivery()), "not sent");
        }
    }
    EXPECT_THAT(server.mutating_requests(), IsEmpty());
}

TEST(Client, SendsNothingAfterTheDeadlineOrACancellation)
{
    FakePcpServer server;
    pcp::Client late{server.options(milliseconds{200})};
    pcp::pause({}, milliseconds{250});
    const pcp::Error timeout = failure_of([&] { late.detach(1); });
    EXPECT_EQ(word(timeout.kind()), "timeout");
    EXPECT_EQ(word(timeout.delivery()), "not sent");

    bool stop = false;
    pcp::Options options = server.options();
    options.patience.cancelled = [&] {
        return stop;
    };
    pcp::Client stopped{options};
    stop = true;
    const pcp::Error cancelled = failure_of([&] { stopped.detach(1); });
    EXPECT_EQ(word(cancelled.kind()), "cancelled");
    EXPECT_EQ(word(cancelled.delivery()), "not sent");
    EXPECT_THAT(server.mutating_requests(), IsEmpty());
}

TEST(Client, IsCancelledWhileItWaits)
{
    FakePcpServer server;
    for (const char when : {FakePcpServer::at_accept, 'M', 'R', 'D'}) {
        server.behave();
        server.on(when, fault::silence);
        pcp::Options options = server.options();
        const pcp::Deadline soon = pcp::Deadline::after(milliseconds{100});
        options.patience.cancelled = [soon] {
            return soon.expired();
        };
        const pcp::Error error = failure_of([&] { pcp::Client{options}.detach(1); }, milliseconds{200});
        EXPECT_EQ(word(error.kind()), "cancelled");
        EXPECT_EQ(word(error.delivery()), when == 'D' ? "unknown" : "not sent");
    }
}

TEST(Client, SurveysManyBackendsOnOneConnection)
{
    FakePcpServer server{support::pool_of(128)};
    pcp::Client client{server.options()};
    EXPECT_EQ(client.health_stats_all(client.node_count())->size(), 128U);
    EXPECT_EQ(client.node_info_all(128).size(), 128U);
    EXPECT_EQ(server.connections(), 1);
    EXPECT_THAT(server.mutating_requests(), IsEmpty());
}

// Each would be a backend, with a name to resolve in a thread of its own.
TEST(Client, BelievesNoMoreBackendsThanAPoolCanHave)
{
    FakePcpServer server{support::pool_of(129)};
    const pcp::Error error = failure_of([&] { pcp::Client{server.options()}.node_info_all(128); });
    EXPECT_EQ(word(error.kind()), "protocol") << error.what();
}

TEST(Client, NamesARejectedLastBackendOfAPipelinedSurvey)
{
    FakePcpServer server;
    const pcp::Error error = failure_of([&] { pcp::Client{server.options()}.health_stats_all(4); });
    EXPECT_EQ(word(error.kind()), "refused");
    EXPECT_THAT(error.what(), HasSubstr("stats data for node ID 3 does not exist"));
}

}  // namespace
