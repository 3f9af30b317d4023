#include "pcp/resolver.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <string>

#include "pcp/error.hpp"

namespace {

using std::chrono::milliseconds;
using ::testing::AnyOf;
using ::testing::HasSubstr;
using ::testing::StartsWith;

pcp::IpAddress ip(const std::string& text)
{
    return pcp::parse_ip(text).value();
}

TEST(ParseIp, ReadsLiteralsAndPrintsThemInTheirShortForm)
{
    for (const char* text : {"127.0.0.1", "10.0.0.5", "0.0.0.0", "255.255.255.255", "::1", "::", "2001:db8::7"}) {
        EXPECT_EQ(pcp::to_string(ip(text)), text);
    }
    EXPECT_EQ(pcp::to_string(ip("2001:0DB8:0:0:0:0:0:7")), "2001:db8::7");
}

TEST(ParseIp, TakesAMappedAddressForTheIPv4Address)
{
    EXPECT_EQ(ip("::ffff:10.0.0.5"), ip("10.0.0.5"));
    EXPECT_EQ(ip("::FFFF:a00:5"), ip("10.0.0.5"));
    EXPECT_FALSE(ip("::ffff:10.0.0.5").v6);
    EXPECT_TRUE(ip("::10.0.0.5").v6);
}

TEST(ParseIp, DropsAZone)
{
    EXPECT_EQ(ip("fe80::1%eth0"), ip("fe80::1"));
    EXPECT_EQ(ip("fe80::1%2"), ip("fe80::1"));
}

TEST(ParseIp, RefusesWhatIsNotALiteral)
{
    for (const char* text : {"", "db9", "10.0.0", "10.0.0.256", "10.0.0.5 ", " 10.0.0.5", "10.0.0.5%eth0", "010.0.0.5",
                             "[::1]", ":::1", "::1%", "%eth0", "1::2::3", "localhost", "/run/pgpool"}) {
        EXPECT_EQ(pcp::parse_ip(text), std::nullopt) << text;
    }
    EXPECT_EQ(pcp::parse_ip(std::string_view("10.0.0.5\0x", 10)), std::nullopt);
}

TEST(Resolve, AnswersALiteralAtOnceEvenAfterTheDeadline)
{
    const pcp::Patience none{pcp::Deadline::after(milliseconds{0}), [] {
                                 return true;
                             }};
    EXPECT_THAT(pcp::resolve("::ffff:127.0.0.9", none), ::testing::ElementsAre(ip("127.0.0.9")));
}

TEST(Resolve, KnowsLocalhostWithoutRepeats)
{
    const auto addresses = pcp::resolve("localhost", {});
    EXPECT_THAT(addresses, ::testing::IsSubsetOf({ip("127.0.0.1"), ip("::1")}));
    EXPECT_THAT(addresses, ::testing::Not(::testing::IsEmpty()));
}

pcp::Error failure_of(const std::string& name, const pcp::Patience& patience = {})
{
    try {
        pcp::resolve(name, patience);
    } catch (const pcp::Error& error) {
        return error;
    }
    return {pcp::Error::Kind::protocol, "no error"};
}

TEST(Resolve, SaysWhichNameHasNoAddressAndWhy)
{
    const std::string too_long(300, 'x');  // refused without asking anybody
    for (const std::string& name : {std::string(), too_long}) {
        const pcp::Error error = failure_of(name);
        EXPECT_EQ(error.kind(), pcp::Error::Kind::unreachable);
        EXPECT_EQ(error.delivery(), pcp::Error::Delivery::not_sent);
        const std::string start = "cannot resolve \"" + name + "\": ";
        EXPECT_THAT(error.what(), StartsWith(start));
        EXPECT_GT(std::string(error.what()).size(), start.size());
    }
}

// Without a network the answer may be "for now", or none at all.
TEST(Resolve, NeverFindsANameThatCannotExist)
{
    const pcp::Error error = failure_of("no-such-host.invalid", {pcp::Deadline::after(milliseconds{1'000})});
    EXPECT_THAT(error.kind(), AnyOf(pcp::Error::Kind::unreachable, pcp::Error::Kind::timeout));
    EXPECT_THAT(error.what(), HasSubstr("\"no-such-host.invalid\""));
}

TEST(Resolve, EndsAtTheDeadlineAndWhenCancelled)
{
    const pcp::Error late = failure_of("localhost", {pcp::Deadline::after(milliseconds{0})});
    EXPECT_EQ(late.kind(), pcp::Error::Kind::timeout);
    EXPECT_THAT(late.what(), HasSubstr("resolving \"localhost\""));

    const pcp::Error stopped = failure_of("localhost", {pcp::Deadline::after(milliseconds{5'000}), [] {
                                                            return true;
                                                        }});
    EXPECT_EQ(stopped.kind(), pcp::Error::Kind::cancelled);
    EXPECT_THAT(stopped.what(), HasSubstr("resolving \"localhost\""));
}

}  // namespace
