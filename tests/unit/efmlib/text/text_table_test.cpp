#include "text_table.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace {

using efm::Field;
using efm::parse_header;
using efm::parse_row;
using ::testing::ElementsAre;
using ::testing::Pair;

const auto agents = *parse_header("\tAgent Type  Address              DB       VIP");
const auto positions = *parse_header("\tDB Type     Address              WAL Received LSN   WAL Replayed LSN   Info");

std::string cell(const efm::TableHeader& header, const std::string& row, Field field)
{
    return std::string(parse_row(header, row, {"a-name-of-24-characters.", "db"})[field]);
}

TEST(TextTable, ReadsCellsWhereTheHeaderSaysNotBetweenBlanks)
{
    const std::string row = "\tPrimary     10.20.30.11                             0/6000148          a b  c ";
    EXPECT_THAT(
        parse_row(positions, row, {}).cells,
        ElementsAre(Pair(Field::type, "Primary"), Pair(Field::address, "10.20.30.11"), Pair(Field::received, ""),
                    Pair(Field::replayed, "0/6000148"), Pair(Field::info, "a b  c")));
}

TEST(TextTable, TakesEightBlanksForATab)
{
    EXPECT_EQ(cell(agents, "        Idle        10.20.30.11          UNKNOWN  ", Field::database), "UNKNOWN");
    EXPECT_EQ(cell(agents, "Idle        10.20.30.11          UNKNOWN  ", Field::database), "UNKNOWN");
    EXPECT_EQ(cell(agents, "                    10.20.30.11          UP       ", Field::address), "10.20.30.11")
        << "the first cell may be empty";
}

TEST(TextTable, AShortRowHasEmptyCells)
{
    EXPECT_EQ(cell(agents, "\tIdle", Field::address), "");
    EXPECT_EQ(cell(agents, "\tIdle        10.20.30.11", Field::vip), "");
    EXPECT_EQ(cell(agents, "\tIdle        10.20.30.11", Field::info), "") << "no such column";
}

TEST(TextTable, AnAddressTooWideMovesTheCellsBehindIt)
{
    const std::string known = "\tStandby     a-name-of-24-characters.UP       10.20.30.100*";
    EXPECT_EQ(cell(agents, known, Field::address), "a-name-of-24-characters.");
    EXPECT_EQ(cell(agents, known, Field::database), "UP");
    EXPECT_EQ(cell(agents, known, Field::vip), "10.20.30.100*");

    const std::string primary = "\tPrimary     a-name-of-24-characters.                   0/6000148          ";
    EXPECT_EQ(cell(positions, primary, Field::received), "");
    EXPECT_EQ(cell(positions, primary, Field::replayed), "0/6000148");
}

TEST(TextTable, AWordOfTheDatabasesColumnEndsAnAddressThatIsNotKnown)
{
    const std::string row = "\tStandby     db-of-a-long-name.example.comUNKNOWN  10.20.30.100";
    EXPECT_EQ(cell(agents, row, Field::address), "db-of-a-long-name.example.com");
    EXPECT_EQ(cell(agents, row, Field::database), "UNKNOWN");
    EXPECT_EQ(cell(agents, row, Field::vip), "10.20.30.100");
}

TEST(TextTable, AnAddressThatFillsItsColumnMovesNothing)
{
    const std::string row = "\tStandby     exactly21.example.comUP       10.20.30.100";
    EXPECT_EQ(cell(agents, row, Field::address), "exactly21.example.com");
    EXPECT_EQ(cell(agents, row, Field::database), "UP");
}

TEST(TextTable, AHeaderNamesAnAddress)
{
    EXPECT_FALSE(parse_header("\tNo primary database was found."));
    EXPECT_FALSE(parse_header("\tAgent Type Address Agent DB VIP")) << "names apart by one blank are one name";
    EXPECT_FALSE(parse_header(""));
    EXPECT_FALSE(parse_header("Address  1  2  3  4  5  6  7  8  9  10  11  12  13  14  15  16"));
    const auto future = parse_header("Agent Type  Address   Zone  DB  VIP");
    ASSERT_TRUE(future);
    EXPECT_EQ(parse_row(*future, "Standby     a         eu    UP  b*", {})[Field::database], "UP");
}

}  // namespace
