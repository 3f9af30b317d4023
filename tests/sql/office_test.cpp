#include "office.hpp"

#include <gtest/gtest.h>

namespace {

using sqlext::Office;
using sqlext::Summons;

constexpr sqlext::Microseconds second = 1'000'000;

TEST(Office, IsFilledByTheFirstWhoNeedsIt)
{
    Office office{};
    EXPECT_EQ(summon(office, second), Summons::launch);
    EXPECT_EQ(summon(office, 2 * second), Summons::wait);
    EXPECT_TRUE(take(office, 1, true));
    EXPECT_EQ(summon(office, 9 * second), Summons::wake);
}

TEST(Office, IsGivenUpOnAndThenTriedAnew)
{
    Office office{};
    EXPECT_EQ(summon(office, second), Summons::launch);
    EXPECT_EQ(summon(office, 7 * second), Summons::despair);
    EXPECT_EQ(summon(office, 7 * second), Summons::launch);
}

// Who waits for what cannot live would wait for ever.
TEST(Office, IsFilledOnceASecond)
{
    Office office{};
    EXPECT_EQ(summon(office, second), Summons::launch);
    EXPECT_TRUE(take(office, 1, true));
    EXPECT_TRUE(leave(office, 1));
    EXPECT_EQ(summon(office, second + 1), Summons::despair);
    EXPECT_EQ(summon(office, 2 * second), Summons::launch);
    give_up(office);
    EXPECT_EQ(summon(office, 2 * second + 1), Summons::despair);
}

// It would end after that, and the postmaster does not start it again: nobody would poll.
TEST(Office, OfTheOneThatPollsIsNotTakenOnDemand)
{
    Office office{};
    EXPECT_TRUE(take(office, 1, false));
    EXPECT_FALSE(take(office, 2, true));
    EXPECT_EQ(office.holder, 1);
}

TEST(Office, GoesToTheOneThatPollsAndIsLeftByItsHolderOnly)
{
    Office office{};
    EXPECT_TRUE(take(office, 1, true));
    EXPECT_TRUE(take(office, 2, false));
    EXPECT_FALSE(leave(office, 1));
    EXPECT_EQ(office.holder, 2);
    EXPECT_TRUE(leave(office, 2));
    EXPECT_EQ(summon(office, second), Summons::launch);
}

}  // namespace
