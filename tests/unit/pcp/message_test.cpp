#include "pcp/message.hpp"

#include <chrono>

#include <gtest/gtest.h>

#include "pcp/error.hpp"

namespace {

using namespace std::string_literals;

TEST(PcpMessage, LengthIsBigEndianAndCountsItselfButNotTheType)
{
    EXPECT_EQ(pcp::encode({'C', "2\0"s}), "C\0\0\0\x06"s + "2\0"s);
    EXPECT_EQ(pcp::encode({'X', ""}), "X\0\0\0\x04"s);
    EXPECT_EQ(pcp::encode({'w', std::string(0x12345 - 4, '.')}).substr(0, 5), "w\x00\x01\x23\x45"s);
}

TEST(PcpMessage, JoinEndsEveryFieldWithNul)
{
    EXPECT_EQ(pcp::join({"pcpu", "", "log"}), "pcpu\0\0log\0"s);
    EXPECT_EQ(pcp::join({}), "");
}

TEST(PcpMessage, SplitGivesBackWhatJoinMade)
{
    const std::vector<std::string> fields{"CommandComplete", "", "3", ""};
    EXPECT_EQ(pcp::split(pcp::join(fields)), fields);
    EXPECT_EQ(pcp::split(""), std::vector<std::string>{});
}

TEST(PcpMessage, SplitCountsBytesBehindTheLastNulAsAField)
{
    EXPECT_EQ(pcp::split("ArraySize\0rest"s), (std::vector<std::string>{"ArraySize", "rest"}));
}

TEST(PcpDecoder, WaitsForTheRestOfASplitMessage)
{
    const pcp::Message count{'l', "CommandComplete\0003\0"s};
    const std::string wire = pcp::encode(count);
    pcp::Decoder decoder;

    decoder.feed(wire.substr(0, 4));
    EXPECT_EQ(decoder.next(), std::nullopt);
    decoder.feed(wire.substr(4, wire.size() - 5));
    EXPECT_EQ(decoder.next(), std::nullopt);
    decoder.feed(wire.substr(wire.size() - 1));
    EXPECT_EQ(decoder.next(), count);
    EXPECT_EQ(decoder.next(), std::nullopt);
}

TEST(PcpDecoder, FindsEveryMessageOfOneRead)
{
    const pcp::Message notice{'N', "SLOG\0\0"s};
    const pcp::Message empty{'z', ""};
    pcp::Decoder decoder;

    decoder.feed(pcp::encode(notice) + pcp::encode(empty) + pcp::encode(notice));
    EXPECT_EQ(decoder.next(), notice);
    EXPECT_EQ(decoder.next(), empty);
    EXPECT_EQ(decoder.next(), notice);
    EXPECT_EQ(decoder.next(), std::nullopt);
}

TEST(PcpDecoder, KeepsABodyWithNulsAndHighBytes)
{
    const pcp::Message salt{'m', "\x00\xff\x80\x00"s};
    pcp::Decoder decoder;
    decoder.feed(pcp::encode(salt));
    EXPECT_EQ(decoder.next(), salt);
}

TEST(PcpDecoder, PendingCountsOnlyTheUnfinishedMessage)
{
    pcp::Decoder decoder;
    decoder.feed(pcp::encode({'c', "CommandComplete\0"s}) + "w\0\0"s);
    decoder.next();
    EXPECT_EQ(decoder.pending(), 3U);
}

class UnbelievableLength : public testing::TestWithParam<std::string> {};

TEST_P(UnbelievableLength, IsAProtocolErrorEveryTimeItIsAskedFor)
{
    pcp::Decoder decoder;
    decoder.feed("i" + GetParam());
    for (int attempt = 0; attempt < 2; ++attempt) {
        try {
            decoder.next();
            FAIL() << "believed";
        } catch (const pcp::Error& error) {
            EXPECT_EQ(error.kind(), pcp::Error::Kind::protocol);
        }
    }
}

INSTANTIATE_TEST_SUITE_P(PcpDecoder, UnbelievableLength,
                         testing::Values("\0\0\0\0"s, "\0\0\0\3"s, "\1\0\0\1"s, "\x7f\xff\xff\xff"s,
                                         "\xff\xff\xff\xff"s));

TEST(PcpDecoder, WaitsForAMessageOfTheGreatestLength)
{
    pcp::Decoder decoder;
    decoder.feed("b\1\0\0\0"s);
    EXPECT_EQ(decoder.next(), std::nullopt);
}

TEST(PcpDecoder, TakesTimeInProportionToWhatItIsFed)
{
    std::string small;
    for (int i = 0; i < 500'000; ++i) small += pcp::encode({'N', "SLOG\0\0"s});
    const std::string large = pcp::encode({'b', std::string(1'000'000, 'x')});
    pcp::Decoder decoder;
    int messages = 0;

    const auto start = std::chrono::steady_clock::now();
    decoder.feed(small);
    for (const char byte : large) {
        decoder.feed({&byte, 1});
        if (decoder.next()) ++messages;
    }
    const auto taken = std::chrono::steady_clock::now() - start;
    EXPECT_EQ(messages, 500'001);
    EXPECT_EQ(decoder.pending(), 0U);
    EXPECT_LT(taken, std::chrono::seconds{5}) << "a fraction of a second, unless messages move what is behind them";
}

}  // namespace
