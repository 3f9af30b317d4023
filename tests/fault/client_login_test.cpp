// What may go wrong before the first request: the login is refused, garbled, stalled or cut off.
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
using ::testing::Not;
namespace fault = support::fault;

constexpr char accept = FakePcpServer::at_accept;

struct LoginFault {
    std::string name;
    char when;
    support::Fault fault;
    std::string kind;
};

void PrintTo(const LoginFault& fault, std::ostream* out)
{
    *out << fault.name;
}

class LoginFails : public ::testing::TestWithParam<LoginFault> {};

TEST_P(LoginFails, ByTheDeadlineWithNothingSent)
{
    FakePcpServer server;
    server.on(GetParam().when, GetParam().fault);
    const milliseconds deadline = GetParam().kind == "timeout" ? limit : patient;
    const pcp::Error error = failure_of([&] { pcp::Client{server.options(deadline)}.detach(1); }, deadline);

    EXPECT_EQ(word(error.kind()), GetParam().kind) << error.what();
    EXPECT_EQ(word(error.delivery()), "not sent") << error.what();
    EXPECT_THAT(error.what(), HasSubstr("127.0.0.1:" + std::to_string(server.port())));
    EXPECT_THAT(error.what(), Not(HasSubstr("secret")));
    EXPECT_TRUE(server.idle());
    EXPECT_EQ(server.count('D'), 0);
}

const LoginFault login_faults[] = {
    {"SilentAfterAccept", accept, fault::silence, "timeout"},
    {"GarbageAtAccept", accept, fault::garbage, "protocol"},
    {"SilentAtSalt", 'M', fault::silence, "timeout"},
    {"GarbageAtSalt", 'M', fault::garbage, "protocol"},
    {"SaltTooSlow", 'M', fault::slow(milliseconds{400}), "timeout"},
    {"SaltOfTwoBytes", 'M', fault::length_off_by(-2), "protocol"},
    {"SaltAnnouncedLonger", 'M', fault::length_off_by(4), "timeout"},
    {"SaltOfAThousandBytes", 'M', fault::oversized(1'000), "protocol"},
    {"SaltOfSeventeenMebibytes", 'M', fault::oversized(17 << 20), "protocol"},
    {"SaltOfImpossibleLength", 'M', fault::length(3), "protocol"},
    {"SaltOfEndlessLength", 'M', fault::length(0xffffffff), "protocol"},
    {"SaltOfUnknownType", 'M', fault::wrong_type, "protocol"},
    {"SilentAtLogin", 'R', fault::silence, "timeout"},
    {"GarbageAtLogin", 'R', fault::garbage, "protocol"},
    {"LoginTooSlow", 'R', fault::slow(milliseconds{400}), "timeout"},
    {"LoginOfUnknownType", 'R', fault::wrong_type, "protocol"},
    {"LoginWithOtherWords", 'R', fault::oversized(20), "protocol"},
    {"LoginRejected", 'R', fault::reject("authentication failed", "", "FATAL"), "authentication"},
};

INSTANTIATE_TEST_SUITE_P(Fault, LoginFails, ::testing::ValuesIn(login_faults),
                         [](const auto& test) { return test.param.name; });

class LoginIsCutOff : public ::testing::TestWithParam<LoginFault> {};

// Pgpool restarts its PCP process a second after each failover: a client in that instant is reset, and may try again.
TEST_P(LoginIsCutOff, TwiceAndIsTriedAgain)
{
    FakePcpServer server;
    server.on(GetParam().when, GetParam().fault.times(2));
    EXPECT_EQ(pcp::Client{server.options()}.node_count(), 3);
    EXPECT_EQ(server.connections(), 3);
}

TEST_P(LoginIsCutOff, AlwaysAndFailsByTheDeadline)
{
    FakePcpServer server;
    server.on(GetParam().when, GetParam().fault);
    const pcp::Error error = failure_of([&] { pcp::Client{server.options(limit)}.detach(1); }, limit);
    EXPECT_THAT(word(error.kind()), AnyOf("unreachable", "timeout")) << error.what();
    EXPECT_EQ(word(error.delivery()), "not sent");
    EXPECT_GT(server.connections(), 2);
}

const LoginFault cuts[] = {
    {"ResetAtAccept", accept, fault::reset, ""},
    {"ClosedAtAccept", accept, fault::close, ""},
    {"HalfClosedAtAccept", accept, fault::half_close, ""},
    {"ResetAtSalt", 'M', fault::reset, ""},
    {"ClosedAtSalt", 'M', fault::close, ""},
    {"HalfClosedAtSalt", 'M', fault::half_close, ""},
    {"SaltCutShort", 'M', fault::cut(7), ""},
    {"ResetAtLogin", 'R', fault::reset, ""},
    {"ClosedAtLogin", 'R', fault::close, ""},
    {"LoginCutShort", 'R', fault::cut(10), ""},
};

INSTANTIATE_TEST_SUITE_P(Fault, LoginIsCutOff, ::testing::ValuesIn(cuts),
                         [](const auto& test) { return test.param.name; });

TEST(Login, ThatIsSlowButInTimeSucceeds)
{
    FakePcpServer server;
    server.on('M', fault::slow(milliseconds{3}));
    server.on('R', fault::slow(milliseconds{3}));
    EXPECT_EQ(pcp::Client{server.options()}.node_count(), 3);
}

TEST(Login, SkipsNoticesAndHandsThemOn)
{
    FakePcpServer server;
    server.on('M', fault::notices(20));
    server.on('R', fault::notices(20));
    int notices = 0;
    pcp::Options options = server.options();
    options.on_notice = [&](std::string_view) {
        ++notices;
    };
    EXPECT_EQ(pcp::Client{options}.node_count(), 3);
    EXPECT_EQ(notices, 40);
}

TEST(Login, EndsInAnEndlessFloodOfNotices)
{
    FakePcpServer server;
    server.on('R', fault::endless_notices);
    const pcp::Error error = failure_of([&] { pcp::Client{server.options(limit)}.detach(1); }, limit);
    EXPECT_THAT(word(error.kind()), AnyOf("protocol", "timeout"));
    EXPECT_EQ(word(error.delivery()), "not sent");
}

TEST(Login, WithTheWrongPasswordCarriesTheServersWordsAndIsTriedOnce)
{
    FakePcpServer server;
    pcp::Options options = server.options();
    options.password = "hunter2";
    const pcp::Error error = failure_of([&] { pcp::Client{options}.detach(1); });
    EXPECT_EQ(word(error.kind()), "authentication");
    EXPECT_THAT(error.what(), AllOf(HasSubstr("authentication failed for user \"pcpu\""),
                                    HasSubstr("username and/or password does not match"), Not(HasSubstr("hunter2"))));
    EXPECT_EQ(server.connections(), 1);
}

TEST(Login, OfAUserTheServerCannotTakeIsRefusedUnsent)
{
    FakePcpServer server;
    pcp::Options options = server.options();
    options.user = std::string(128, 'u');
    const pcp::Error error = failure_of([&] { pcp::Client{options}; });
    EXPECT_EQ(word(error.kind()), "authentication");
    EXPECT_TRUE(server.idle());
    EXPECT_EQ(server.count('R'), 0);
}

}  // namespace
