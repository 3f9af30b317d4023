// The judge of the rehearsals, judged.
#include "verdict.hpp"

#include <gmock/gmock.h>

#include "agreement.hpp"

namespace scenarios {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

Statement answer(Statement::Kind kind, Time begun, const std::string& server, long number)
{
    return {.kind = kind,
            .outcome = Statement::Outcome::answered,
            .begun = begun,
            .ended = begun + 0.01,
            .server = server,
            .number = number,
            .origin = server};
}

Statement write(Time begun, const std::string& server, long number)
{
    return answer(Statement::Kind::write, begun, server, number);
}

Statement read(Time begun, const std::string& server, long number)
{
    Statement statement = answer(Statement::Kind::read, begun, server, number);
    statement.standby = true;
    return statement;
}

const std::vector<Promotion> failover_at_10{{0, "a"}, {10, "b"}};

TEST(Verdict, CountsAcknowledgedWritesThatAreGone)
{
    Facts facts{.statements = {write(1, "a", 1), write(2, "a", 2)}, .rows = {{1, "a"}}};
    Statement in_doubt = write(3, "a", 3);
    in_doubt.outcome = Statement::Outcome::lost;
    facts.statements.push_back(in_doubt);

    const Verdict verdict = judge(facts);
    EXPECT_EQ(verdict.acknowledged, 2U);
    EXPECT_THAT(verdict.lost, ElementsAre(2));
}

TEST(Verdict, ObjectsToThePrimaryThatHasASuccessor)
{
    const Facts facts{.statements = {write(9, "a", 1), write(10.1, "a", 2), write(11, "a", 3), write(11, "b", 4)},
                      .promotions = failover_at_10,
                      .rows = {{1, "a"}, {2, "a"}, {3, "a"}, {4, "b"}}};
    EXPECT_THAT(judge(facts).unentitled, ElementsAre("write 3 by a: another primary had taken over"));
}

TEST(Verdict, AcceptsAPrimaryThatCameBack)
{
    const Facts facts{.statements = {write(19.9, "a", 1), write(25, "a", 2)},
                      .promotions = {{0, "a"}, {10, "b"}, {20, "a"}},
                      .rows = {{1, "a"}, {2, "a"}}};
    EXPECT_THAT(judge(facts).unentitled, IsEmpty());
}

TEST(Verdict, ObjectsToAServerThatWasDetachedUntilItIsAttached)
{
    const Facts facts{.statements = {read(4.9, "c", 1), read(6, "c", 1), read(9, "c", 1)},
                      .promotions = {{0, "a"}},
                      .exclusions = {{"c", 5, 8}},
                      .rows = {{1, "c"}}};
    EXPECT_THAT(judge(facts).unentitled, ElementsAre("read of 1 by c: it was detached"));
}

TEST(Verdict, ObjectsToAHistoryThatDidNotGoOnOnceThatIsClear)
{
    const Facts facts{.statements = {read(9, "c", 7), read(12, "c", 7), read(12, "c", 8)},
                      .promotions = failover_at_10,
                      .rows = {{7, "b"}, {8, "c"}}};
    EXPECT_THAT(judge(facts).unentitled, ElementsAre(HasSubstr("its history is not the one that went on")));
}

TEST(Verdict, MeasuresGapsAndCountsErrorsWithinAPeriod)
{
    Statement refused = write(3, "", 0);
    refused.outcome = Statement::Outcome::refused;
    refused.error = "no";
    const Disturbance found = disturbance({write(1, "a", 1), refused, write(4.99, "a", 2), read(5, "c", 1)}, 0.5, 6);
    EXPECT_EQ(found.writes_refused, 1U);
    EXPECT_EQ(found.errors.at("no"), 1);
    EXPECT_NEAR(found.write_gap, 3.99, 0.001);
    EXPECT_NEAR(found.read_gap, 4.51, 0.001);
}

TEST(Agreement, IsOneSentenceForEachServerThatIsNotAgreedAbout)
{
    EXPECT_THAT(disagreements({{"a", "Primary", "primary", "primary"}, {"b", "Standby", "standby", "standby"}}),
                IsEmpty());
    EXPECT_THAT(disagreements({{"a", "Idle", "down", "primary"}, {"b", "DOWN", "down", "away"}}), IsEmpty());
    EXPECT_THAT(disagreements({{"a", "DOWN", "primary", "primary"}, {"b", "", "standby", "standby"}}), IsEmpty());
    EXPECT_THAT(disagreements({{"a", "DOWN", "down", "primary"}, {"b", "Standby", "standby", "standby"}}),
                ElementsAre("a: EFM says DOWN, Pgpool down, the server primary"));
    EXPECT_THAT(disagreements({{"a", "DOWN", "down", "primary"}, {"b", "Primary", "primary", "primary"}}), IsEmpty());
    EXPECT_THAT(disagreements({{"a", "Idle", "standby", "primary"}, {"b", "Standby", "", "stray"}}),
                ElementsAre("a: EFM says Idle, Pgpool standby, the server primary",
                            "b: EFM says Standby, Pgpool nothing, the server stray"));
}

}  // namespace
}  // namespace scenarios
