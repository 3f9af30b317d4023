#include "server_row.hpp"

#include <gmock/gmock.h>

#include "efm/error.hpp"

namespace efm {
namespace {

using namespace std::chrono_literals;
using ::testing::HasSubstr;

constexpr auto none = std::nullopt;
constexpr std::chrono::system_clock::time_point clock_there{1'795'230'719'123ms};

ServerRow primary()
{
    return {"f",
            "150018",
            "7432109876543210987",
            "0000001A0000000000000003",
            "0/3000148",
            none,
            none,
            none,
            none,
            none,
            none,
            none,
            none,
            "1795230719123"};
}

ServerRow standby()
{
    return {"t",  "150018",    "7432109876543210987", none,   none,          "4711", "streaming",
            "26", "0/3000148", "0/3000060",           "1500", "db1.example", "5432", "1795230719123"};
}

ServerFacts read(const ServerRow& row)
{
    ServerFacts facts{.contact = Contact::answers};
    read_row(row, facts);
    return facts;
}

TEST(ServerRow, OfAPrimaryHasTheTimelineItWritesOn)
{
    EXPECT_EQ(read(primary()), (ServerFacts{.contact = Contact::answers,
                                            .in_recovery = false,
                                            .version = 150018,
                                            .system_identifier = 7432109876543210987,
                                            .timeline = 26,
                                            .position = Lsn{0x3000148},
                                            .clock = clock_there}));
}

TEST(ServerRow, OfAStandbyHasTheTimelineItReceives)
{
    EXPECT_EQ(read(standby()), (ServerFacts{.contact = Contact::answers,
                                            .in_recovery = true,
                                            .version = 150018,
                                            .system_identifier = 7432109876543210987,
                                            .timeline = 26,
                                            .position = Lsn{0x3000148},
                                            .replayed = Lsn{0x3000060},
                                            .replay_age = 1500ms,
                                            .receives = true,
                                            .clock = clock_there,
                                            .upstream = "db1.example:5432"}));
}

TEST(ServerRow, WithoutAReceiverSaysSo)
{
    ServerRow row = standby();
    for (const std::size_t column : {5U, 6U, 7U, 11U, 12U}) row[column].reset();
    const ServerFacts facts = read(row);
    EXPECT_EQ(facts.receives, false);
    EXPECT_EQ(facts.timeline, none);
    EXPECT_EQ(facts.upstream, "");
}

TEST(ServerRow, WithAReceiverThatMayNotBeSeenSaysNothing)
{
    ServerRow row = standby();
    for (const std::size_t column : {6U, 7U, 11U, 12U}) row[column].reset();
    const ServerFacts facts = read(row);
    EXPECT_EQ(facts.receives, none);
    EXPECT_EQ(facts.timeline, none);
}

TEST(ServerRow, KnowsAReceiverThatWaits)
{
    ServerRow row = standby();
    row[6] = "waiting";
    EXPECT_EQ(read(row).receives, false);
}

TEST(ServerRow, TakesAClockThatRunsAheadForNoAge)
{
    ServerRow row = standby();
    row[10] = "-3";
    EXPECT_EQ(read(row).replay_age, 0ms);
}

TEST(ServerRow, TakesAClockOfTheFarFutureForOneOfTheFuture)
{
    for (const char* clock : {"9223372036854775807", "20000000000000"}) {
        ServerRow row = standby();
        row.back() = clock;
        EXPECT_GT(read(row).clock, clock_there) << clock;
    }
}

TEST(ServerRow, ThatMakesNoSenseIsRefusedByName)
{
    const auto words = [](std::size_t column, const char* text, ServerRow row) {
        row.at(column) = text;
        try {
            read(row);
        } catch (const Error& error) {
            return std::string(error.what());
        }
        return std::string();
    };
    EXPECT_THAT(words(0, "yes", primary()), HasSubstr("pg_is_in_recovery makes no sense: \"yes\""));
    EXPECT_THAT(words(2, "-1", primary()), HasSubstr("system identifier"));
    EXPECT_THAT(words(3, "00", primary()), HasSubstr("WAL file"));
    EXPECT_THAT(words(3, "0000001X0000", primary()), HasSubstr("WAL file"));
    EXPECT_THAT(words(4, "3", primary()), HasSubstr("WAL position"));
    EXPECT_THAT(words(7, "99999999999", standby()), HasSubstr("timeline"));
    EXPECT_THAT(words(8, "", standby()), HasSubstr("received position"));
    EXPECT_THAT(words(10, "1.5", standby()), HasSubstr("replay age"));
    EXPECT_THROW(read({}), Error);
    EXPECT_THROW(read(ServerRow(13)), Error);
}

TEST(ServerRow, ThatMakesNoSenseTellsNothingOfRecovery)
{
    ServerRow row = standby();
    row[7] = "x";
    ServerFacts facts{.contact = Contact::answers};
    EXPECT_THROW(read_row(row, facts), Error);
    EXPECT_EQ(facts.in_recovery, none);
}

}  // namespace
}  // namespace efm
