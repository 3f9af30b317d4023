#include "history.hpp"

#include <gtest/gtest.h>

#include "changes.hpp"

namespace {

using sqlext::History;
using sqlext::is_writer_due;

constexpr sqlext::Microseconds second = 1'000'000;
constexpr sqlext::Microseconds period = 60 * second;
constexpr sqlext::Microseconds start = 1000 * second;

History written_at_start()
{
    History history{};
    history.launched_at = start;
    history.written_at = start + 1;
    return history;
}

TEST(HistoryWriter, IsDueOnceAPeriodAndForAChangeAtOnce)
{
    History history = written_at_start();
    EXPECT_FALSE(is_writer_due(history, period, start + second));
    sqlext::add_sentence(history.change, sizeof history.change, "a left");
    EXPECT_TRUE(is_writer_due(history, period, start + second));
    history = written_at_start();
    EXPECT_TRUE(is_writer_due(history, period, start + period));
    EXPECT_EQ(history.launched_at, start + period);
}

TEST(HistoryWriter, IsOneAtATimeAndBacksOff)
{
    History history = written_at_start();
    sqlext::add_sentence(history.change, sizeof history.change, "a left");
    ASSERT_TRUE(is_writer_due(history, period, start + second));
    EXPECT_FALSE(is_writer_due(history, period, start + second + 1)) << "it is at work";
    EXPECT_TRUE(is_writer_due(history, period, start + 4 * second)) << "it has failed";
    EXPECT_FALSE(is_writer_due(history, period, start + 7 * second));
    EXPECT_EQ(history.failures, 1);
}

TEST(HistoryWriter, LeavesWhatChangedMeanwhileToTheNextOne)
{
    History history{};
    sqlext::add_sentence(history.change, sizeof history.change, "a left");
    sqlext::add_sentence(history.change, sizeof history.change, "b left");
    forget_change(history, "a left");
    EXPECT_STREQ(history.change, "b left");
    forget_change(history, "a left");
    EXPECT_STREQ(history.change, "b left");
    forget_change(history, "b left");
    EXPECT_STREQ(history.change, "");
}

TEST(HistoryWriter, TellsAllThatChangedAsFarAsItFits)
{
    char buffer[16] = "";
    sqlext::add_sentence(buffer, sizeof buffer, "a left");
    sqlext::add_sentence(buffer, sizeof buffer, "");
    sqlext::add_sentence(buffer, sizeof buffer, "b joined as Standby");
    EXPECT_STREQ(buffer, "a left; b joine");
    sqlext::add_sentence(buffer, sizeof buffer, "c left");
    EXPECT_STREQ(buffer, "a left; b joine");
}

TEST(HistoryWriter, CutsBetweenCharacters)
{
    char buffer[8] = "";
    sqlext::add_sentence(buffer, sizeof buffer, "sieben\u00e4");
    EXPECT_STREQ(buffer, "sieben");
}

}  // namespace
