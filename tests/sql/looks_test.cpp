#include "looks.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cerrno>
#include <system_error>

#include "eventually.hpp"

namespace {

using sqlext::Inquiry;
using sqlext::Looks;
using sqlext::Seen;
using sqlext::Subject;
using support::eventually;
using ::testing::HasSubstr;

Seen look_at(const Inquiry& inquiry)
{
    return sqlext::look(inquiry, [] { return false; });
}

constexpr const char* no_file = "/no/such/hooks.conf";

TEST(Looks, AreTakenWhenTheyAreOver)
{
    Looks looks;
    Seen seen;
    EXPECT_EQ(looks.descriptor(), -1);
    EXPECT_FALSE(looks.take(seen));
    looks.begin({.subject = Subject::watchdog, .hooks_conf = no_file});
    EXPECT_TRUE(looks.any());
    EXPECT_GE(looks.descriptor(), 0);
    EXPECT_TRUE(eventually([&] { return looks.take(seen); }));
    EXPECT_EQ(seen.subject, Subject::watchdog);
    EXPECT_FALSE(looks.any());
}

TEST(Looks, AreGoneWhenTheyAreStopped)
{
    Looks looks;
    looks.begin({.subject = Subject::nodes, .hooks_conf = no_file});
    looks.begin({.subject = Subject::health, .hooks_conf = no_file});
    looks.stop();
    EXPECT_FALSE(looks.any());
    EXPECT_EQ(looks.descriptor(), -1);
}

TEST(Look, ThatFailsIsASnapshotThatSaysWhy)
{
    const Seen seen = look_at({.subject = Subject::nodes, .hooks_conf = no_file});
    ASSERT_EQ(seen.snapshots.size(), 1U);
    EXPECT_EQ(seen.snapshots[0].subject, Subject::nodes);
    ASSERT_TRUE(seen.snapshots[0].failure);
    EXPECT_THAT(seen.snapshots[0].failure->message, HasSubstr(no_file));
    EXPECT_GE(seen.snapshots[0].collected, seen.snapshots[0].started);
}

// Of EFM, too: efm_is_available() has something to say.
TEST(Look, ThatCannotBeBegunIsASnapshotThatSaysWhy)
{
    Inquiry inquiry;
    inquiry.manager.cluster = "efm";
    const std::system_error error(EAGAIN, std::generic_category(), "cannot start a thread");
    const Seen seen = sqlext::failed_look(inquiry, error);
    ASSERT_EQ(seen.snapshots.size(), 1U);
    EXPECT_EQ(seen.cluster, "efm");
    EXPECT_EQ(seen.snapshots[0].cluster, "efm");
    EXPECT_THAT(seen.snapshots[0].failure->message, HasSubstr("cannot start a thread: "));
    EXPECT_EQ(seen.snapshots[0].unavailable, 5);
    EXPECT_EQ(seen.snapshots[0].unavailable_reason, seen.snapshots[0].failure->message);
}

// Who has EFM and no pools has an overview, too, and it says nothing of them.
TEST(Look, AtAllIsOnlyAsYoungAsWhatEfmSaid)
{
    Inquiry inquiry{.subject = Subject::overview, .hooks_conf = no_file};
    inquiry.manager.cluster = "efm";
    sqlext::Snapshot status;
    status.started = 7;
    status.document = R"({"nodes":{"127.0.0.1":{"type":"Witness"}}})";
    inquiry.status.take(status);
    const Seen seen = look_at(inquiry);
    ASSERT_EQ(seen.snapshots.size(), 2U);
    EXPECT_EQ(seen.snapshots[0].subject, Subject::overview);
    EXPECT_EQ(seen.snapshots[0].started, 7);
    EXPECT_GT(seen.snapshots[0].began, 7);
    EXPECT_EQ(seen.snapshots[0].cluster, "efm");
    EXPECT_EQ(seen.snapshots[1].subject, Subject::metrics);
    EXPECT_TRUE(seen.disagreements);
    EXPECT_EQ(sqlext::failed_look(inquiry, std::bad_alloc()).snapshots[0].started, 7);
    inquiry.hooks_conf = "/";
    const Seen failed = look_at(inquiry);
    ASSERT_EQ(failed.snapshots.size(), 1U);
    EXPECT_TRUE(failed.snapshots[0].failure);
    EXPECT_EQ(failed.snapshots[0].started, 7);
}

}  // namespace
