// What may go wrong behind a request that was sent: whether it was carried out is then unknown, unless the server said.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "fake_pcp_server.hpp"
#include "pcp/client.hpp"
#include "watched.hpp"

namespace {

using fault_test::failure_of;
using fault_test::limit;
using fault_test::patient;
using fault_test::word;
using std::chrono::milliseconds;
using support::FakePcpServer;
using ::testing::AllOf;
using ::testing::AnyOf;
using ::testing::HasSubstr;
namespace fault = support::fault;

struct ReplyFault {
    std::string name;
    support::Fault fault;
    std::string kind;
};

void PrintTo(const ReplyFault& fault, std::ostream* out)
{
    *out << fault.name;
}

class NoReply : public ::testing::TestWithParam<ReplyFault> {
protected:
    static milliseconds deadline() { return GetParam().kind == "timeout" ? limit : patient; }
};

TEST_P(NoReply, ToADetachIsUnknownDelivery)
{
    FakePcpServer server;
    server.on('D', GetParam().fault);
    const pcp::Error error = failure_of([&] { pcp::Client{server.options(deadline())}.detach(1); }, deadline());

    EXPECT_EQ(word(error.kind()), GetParam().kind) << error.what();
    EXPECT_EQ(word(error.delivery()), "unknown") << error.what();
    EXPECT_THAT(error.what(), HasSubstr("127.0.0.1:" + std::to_string(server.port())));
    EXPECT_TRUE(server.idle());
    EXPECT_EQ(server.count('D'), 1) << "never sent again";
}

TEST_P(NoReply, ToANodeInfoEndsByTheDeadline)
{
    FakePcpServer server;
    server.on('I', GetParam().fault);
    const pcp::Error error = failure_of([&] { pcp::Client{server.options(deadline())}.node_info(1); }, deadline());
    EXPECT_EQ(word(error.kind()), GetParam().kind) << error.what();
    EXPECT_TRUE(server.idle());
}

TEST_P(NoReply, ToHealthStatisticsEndsByTheDeadline)
{
    FakePcpServer server;
    server.on('H', GetParam().fault);
    const pcp::Error error =
        failure_of([&] { pcp::Client{server.options(deadline())}.health_stats_all(3); }, deadline());
    EXPECT_EQ(word(error.kind()), GetParam().kind) << error.what();
    EXPECT_TRUE(server.idle());
}

const ReplyFault reply_faults[] = {
    {"Silence", fault::silence, "timeout"},
    {"Closed", fault::close, "unreachable"},
    {"ClosedButCarriedOut", fault::close.carried_out(), "unreachable"},
    {"Reset", fault::reset, "unreachable"},
    {"HalfClosed", fault::half_close, "unreachable"},
    {"Garbage", fault::garbage, "protocol"},
    {"TooSlow", fault::slow(milliseconds{400}), "timeout"},
    {"CutInTheHeader", fault::cut(3), "unreachable"},
    {"CutInTheBody", fault::cut(9), "unreachable"},
    {"LengthTooShort", fault::length_off_by(-3), "protocol"},
    {"LengthOfNothing", fault::length(4), "protocol"},
    {"LengthImpossible", fault::length(3), "protocol"},
    {"LengthZero", fault::length(0), "protocol"},
    {"LengthEndless", fault::length(0xffffffff), "protocol"},
    {"SeventeenMebibytes", fault::oversized(17 << 20), "protocol"},
    {"FifteenMebibytesOfNothing", fault::oversized(15 << 20), "protocol"},
    {"UnknownType", fault::wrong_type, "protocol"},
};

INSTANTIATE_TEST_SUITE_P(Fault, NoReply, ::testing::ValuesIn(reply_faults),
                         [](const auto& test) { return test.param.name; });

// A length that is too long takes the next message for a part of this one, or waits for bytes that never come.
TEST(Reply, ThatAnnouncesMoreThanItHasEndsByTheDeadline)
{
    FakePcpServer server;
    server.on('D', fault::length_off_by(1));
    const pcp::Error alone = failure_of([&] { pcp::Client{server.options(limit)}.detach(1); }, limit);
    EXPECT_EQ(word(alone.kind()), "timeout");
    EXPECT_EQ(word(alone.delivery()), "unknown");

    server.on('I', fault::length_off_by(7));
    const pcp::Error followed = failure_of([&] { pcp::Client{server.options(limit)}.node_info(1); }, limit);
    EXPECT_THAT(word(followed.kind()), AnyOf("protocol", "timeout")) << followed.what();
}

TEST(Reply, IsNeverReachedThroughAnEndlessFloodOfNotices)
{
    FakePcpServer server;
    server.on('D', fault::endless_notices);
    const pcp::Error error = failure_of([&] { pcp::Client{server.options(limit)}.detach(1); }, limit);
    EXPECT_THAT(word(error.kind()), AnyOf("protocol", "timeout"));
    EXPECT_EQ(word(error.delivery()), "unknown");
}

TEST(Reply, BehindAThousandNoticesArrives)
{
    FakePcpServer server;
    server.on('D', fault::notices(1'000));
    EXPECT_LT(pcp::Client{server.options()}.detach(1).notices.size(), 1'000U) << "kept within bounds";
    EXPECT_EQ(server.pool().backends[1].status, pcp::NodeStatus::down);
}

TEST(Reply, OneByteAtATimeIsReadWhole)
{
    FakePcpServer server;
    server.on('I', fault::slow(milliseconds{1}));
    server.on('C', fault::slow(milliseconds{1}));
    pcp::Client client{server.options()};
    EXPECT_EQ(client.node_info_all(3).size(), 3U);
    EXPECT_TRUE(client.attach(1).received);
}

TEST(Reply, LeftOverFromTheLastRequestIsNotTakenForTheNext)
{
    FakePcpServer server;
    server.on('D', fault::twice);
    pcp::Client client{server.options()};
    client.detach(1);
    const pcp::Error error = failure_of([&] { client.detach(2); });
    EXPECT_EQ(word(error.kind()), "protocol");
    EXPECT_EQ(word(error.delivery()), "unknown");
}

TEST(Reply, OfOneBackendIsNotTakenForThatOfTheNext)
{
    FakePcpServer server;
    server.on('H', fault::twice.times(1));
    const pcp::Error error = failure_of([&] { pcp::Client{server.options()}.health_stats_all(3); });
    EXPECT_EQ(word(error.kind()), "protocol") << error.what();
}

TEST(Reply, ThatRejectsCarriesTheServersWords)
{
    FakePcpServer server;
    for (const char* severity : {"ERROR", "FATAL"}) {
        server.on('D', fault::reject("degenerate backend request is canceled", "by other pgpool", severity));
        const pcp::Error error = failure_of([&] { pcp::Client{server.options()}.detach(1); });
        EXPECT_EQ(word(error.kind()), "refused");
        EXPECT_EQ(word(error.delivery()), "rejected");
        EXPECT_THAT(error.what(),
                    AllOf(HasSubstr("degenerate backend request is canceled"), HasSubstr("by other pgpool")));
    }
}

TEST(Reply, WhoseWordsWereCutByTheServerIsStillARejection)
{
    FakePcpServer server;
    server.on('C', fault::reject(std::string(400, 'x'), "the detail"));
    const pcp::Error error = failure_of([&] { pcp::Client{server.options()}.attach(1); });
    EXPECT_EQ(word(error.kind()), "refused");
    EXPECT_THAT(error.what(), HasSubstr(std::string(254, 'x')));
}

// The request goes out together with the parameter, so it is carried out all the same, only without notices.
TEST(Reply, ThatRejectsTheParameterIsFollowedByTheOneThatMatters)
{
    FakePcpServer server;
    server.on('A', fault::reject("PCP: set configuration parameter failed", "invalid parameter"));
    EXPECT_FALSE(pcp::Client{server.options()}.detach(1).received);
    EXPECT_EQ(server.pool().backends[1].status, pcp::NodeStatus::down);

    server.on('A', fault::reject("PCP: set configuration parameter failed", "no more", "FATAL"));
    const pcp::Error error = failure_of([&] { pcp::Client{server.options()}.detach(2); });
    EXPECT_EQ(word(error.delivery()), "unknown") << error.what();
}

TEST(Reply, LostAfterThePromoteWasCarriedOutIsUnknownAndNotResent)
{
    FakePcpServer server;
    server.on('J', fault::close.carried_out());
    const pcp::Error error = failure_of([&] { pcp::Client{server.options()}.promote(2); });
    EXPECT_EQ(word(error.delivery()), "unknown");
    EXPECT_TRUE(server.idle());
    EXPECT_EQ(server.count('J'), 1);
    EXPECT_EQ(server.pool().backends[2].role, pcp::Role::primary);
}

TEST(Reply, OfSuccessDoesNotMeanThatAnythingWasDone)
{
    FakePcpServer server;
    server.on('D', fault::say_success_and_do_nothing);
    EXPECT_TRUE(pcp::Client{server.options()}.detach(1).received);
    EXPECT_EQ(pcp::Client{server.options()}.health_stats(1)->status, pcp::NodeStatus::waiting);

    server.on('D', fault::succeed_after(milliseconds{100}));
    EXPECT_TRUE(pcp::Client{server.options()}.detach(1).received);
    const pcp::Patience patience;
    while (pcp::Client{server.options()}.health_stats(1)->status != pcp::NodeStatus::down) {
        pcp::pause(patience, milliseconds{20});
        ASSERT_FALSE(patience.deadline.expired());
    }
}

}  // namespace
