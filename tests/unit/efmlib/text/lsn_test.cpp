#include "efm/lsn.hpp"

#include <gtest/gtest.h>

namespace {

using efm::Lsn;
using efm::parse_lsn;

TEST(Lsn, IsTwoHexadecimalNumbers)
{
    EXPECT_EQ(parse_lsn("0/6000148"), Lsn{0x6000148});
    EXPECT_EQ(parse_lsn("1a/B000060"), Lsn{0x1A'0B00'0060});
    EXPECT_EQ(parse_lsn("FFFFFFFF/FFFFFFFF"), Lsn{0xFFFF'FFFF'FFFF'FFFF});
    EXPECT_EQ(parse_lsn("0/0"), Lsn{0}) << "a position, and not the same as none";
}

TEST(Lsn, IsNothingElse)
{
    for (const char* text : {"", "UNKNOWN", "6000148", "0/", "/0", "0/-1", "-1/0", "+1/0", "0/1 ", " 0/1", "0/1/2",
                             "0x1/0", "100000000/0", "0/100000000", "0/G"}) {
        EXPECT_EQ(parse_lsn(text), std::nullopt) << text;
    }
}

TEST(Lsn, IsPrintedAsItIsRead)
{
    for (const char* text : {"0/0", "0/6000148", "1A/B000060", "FFFFFFFF/FFFFFFFF"}) {
        EXPECT_EQ(to_string(*parse_lsn(text)), text);
    }
}

TEST(Lsn, GrowsWithTheLog)
{
    EXPECT_LT(*parse_lsn("0/FFFFFFFF"), *parse_lsn("1/0"));
}

}  // namespace
