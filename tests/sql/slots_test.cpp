#include "slots.hpp"

#include <gtest/gtest.h>

#include <set>
#include <string>

namespace {

using sqlext::is_answer;
using sqlext::Microseconds;
using sqlext::Slot;
using sqlext::Slots;
using sqlext::Snapshot;
using sqlext::SqlError;
using sqlext::Standing;
using sqlext::Subject;
using sqlext::Wanted;

constexpr Microseconds second = 1'000'000;

Snapshot seen(Microseconds started, Microseconds collected)
{
    Snapshot snapshot;
    snapshot.started = started;
    snapshot.collected = collected;
    return snapshot;
}

Standing standing_of(const Snapshot& snapshot, Microseconds good_until = 0)
{
    Standing standing{};
    renew(standing, snapshot, 1, good_until);
    return standing;
}

TEST(Standing, OfNothingIsNoAnswer)
{
    EXPECT_FALSE(is_answer(Standing{}, 0, 300));
}

TEST(Standing, IsAnAnswerForItsTtl)
{
    const Standing standing = standing_of(seen(10 * second, 11 * second));
    EXPECT_TRUE(is_answer(standing, 16 * second, 5));
    EXPECT_FALSE(is_answer(standing, 16 * second + 1, 5));
}

TEST(Standing, WithoutATtlIsForThoseWhoAskedBeforeItBegan)
{
    const Standing standing = standing_of(seen(10 * second, 11 * second));
    EXPECT_TRUE(is_answer(standing, 10 * second, 0));
    EXPECT_FALSE(is_answer(standing, 10 * second + 1, 0));
}

TEST(Standing, LastsUntilItsSuccessorIsDueIfThatComesByItself)
{
    const Standing standing = standing_of(seen(10 * second, 11 * second), 23 * second);
    EXPECT_TRUE(is_answer(standing, 23 * second, 5));
    EXPECT_FALSE(is_answer(standing, 23 * second, 0));
}

TEST(Standing, OfAFailureIsShort)
{
    Snapshot failed = seen(10 * second, 10 * second);
    failed.failure = SqlError("38000", "no");
    Standing standing = standing_of(failed, 60 * second);
    EXPECT_TRUE(is_answer(standing, 11 * second, 5));
    EXPECT_FALSE(is_answer(standing, 12 * second, 5));
    renew(standing, failed, 2, 0);
    EXPECT_EQ(standing.failures, 2);
    EXPECT_TRUE(is_answer(standing, 12 * second, 5));
    renew(standing, seen(20 * second, 20 * second), 3, 0);
    EXPECT_EQ(standing.failures, 0);
}

TEST(Standing, OfAMistakeInASettingStaysShort)
{
    Snapshot failed = seen(10 * second, 10 * second);
    failed.failure = SqlError("F0000", "hooks.conf:2: unknown key");
    Standing standing = standing_of(failed);
    for (int i = 0; i < 5; ++i) renew(standing, failed, 2, 0);
    EXPECT_TRUE(is_answer(standing, 11 * second, 5));
    EXPECT_FALSE(is_answer(standing, 11 * second + 1, 5));
}

TEST(Standing, EndsWhenItIsDeclaredVoid)
{
    Standing standing = standing_of(seen(10 * second, 11 * second));
    standing.void_before = 10 * second + 1;
    EXPECT_FALSE(is_answer(standing, 5 * second, 300));
}

class SlotsTest : public ::testing::Test {
protected:
    std::size_t take() { return take_wanted(slots, wanted); }

    Slot& slot(Subject subject, const char* cluster)
    {
        if (Slot* found = find_slot(slots, subject, cluster)) return *found;
        Slot& taken = oldest_slot(slots);
        take_slot(taken, subject, cluster);
        return taken;
    }

    Slots slots{};
    std::array<Wanted, sqlext::most_slots> wanted{};
};

TEST_F(SlotsTest, AreKnownBySubjectAndCluster)
{
    slot(Subject::manager, "efm");
    EXPECT_NE(find_slot(slots, Subject::manager, "efm"), nullptr);
    EXPECT_EQ(find_slot(slots, Subject::manager, "beta"), nullptr);
    EXPECT_EQ(find_slot(slots, Subject::overview, "efm"), nullptr);
    EXPECT_EQ(find_slot(slots, Subject::manager, ""), nullptr);
}

TEST_F(SlotsTest, TheOldestGivesWayUnlessItIsBeingLookedAt)
{
    for (std::size_t i = 0; i < slots.size(); ++i) {
        slot(Subject::manager, std::to_string(i).c_str()).used = static_cast<Microseconds>(100 + i);
    }
    slots[0].running_since = 1;
    EXPECT_EQ(&oldest_slot(slots), &slots[1]);
}

// A place that is lost while somebody looks is taken again by who waits, and looked at twice.
TEST_F(SlotsTest, AreEnoughForFortyClustersAtOnce)
{
    std::set<const Slot*> all;
    for (int i = 0; i < 40; ++i) all.insert(&slot(Subject::manager, ("cluster" + std::to_string(i)).c_str()));
    for (const Slot* one : all) request(const_cast<Slot&>(*one), sqlext::ticks(), 5);
    EXPECT_EQ(take(), 40U);
}

TEST_F(SlotsTest, OneLookIsForAllWhoAskMeanwhile)
{
    Slot& it = slot(Subject::nodes, "");
    request(it, sqlext::ticks(), 5);
    ASSERT_EQ(take(), 1U);
    EXPECT_EQ(wanted[0].subject, Subject::nodes);
    EXPECT_FALSE(wanted[0].polled);
    request(it, sqlext::ticks(), 5);
    EXPECT_EQ(it.requested, 0);
    request(it, it.running_since + 1, 0);  // no answer that began earlier
    EXPECT_NE(it.requested, 0);
    EXPECT_EQ(take(), 0U);
    it.running_since = 0;
    EXPECT_EQ(take(), 1U);
}

TEST_F(SlotsTest, WhatWasNeverLookedAtIsDueAtOnceAndThenByThePause)
{
    Slot& it = slot(Subject::manager, "efm");
    EXPECT_EQ(next_round(it, second), 0);
    ASSERT_EQ(take(), 1U);
    EXPECT_TRUE(wanted[0].polled);
    EXPECT_GT(next_round(it, second), sqlext::ticks() + 3600 * second);  // when it is over
    const Microseconds moment = sqlext::ticks();
    it.running_since = 0;
    renew(it.standing, seen(moment, moment), 1, moment + second);
    EXPECT_EQ(next_round(it, 60 * second), moment + 60 * second);
    EXPECT_EQ(take(), 0U);
}

// Behind a round come the pools and servers: readers who ask without end do not put it off.
TEST_F(SlotsTest, RoundsAreNotPutOffByWhatReadersAskFor)
{
    Slot& it = slot(Subject::manager, "efm");
    const Microseconds moment = sqlext::ticks();
    renew(it.standing, seen(moment, moment), 1, moment + second);
    renew(it.standing, seen(moment + 50 * second, moment + 50 * second), 2, 0);
    EXPECT_EQ(next_round(it, 60 * second), moment + 60 * second);
}

}  // namespace
