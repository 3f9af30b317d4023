#include "status_draft.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "efm/error.hpp"

namespace {

using efm::AgentType;
using efm::Liveness;
using efm::Member;
using efm::StatusDraft;
using ::testing::ElementsAre;

TEST(StatusDraft, KnowsTheWordsOfAllReleases)
{
    EXPECT_EQ(efm::agent_type("Primary"), AgentType::primary);
    EXPECT_EQ(efm::agent_type("Master"), AgentType::primary);
    EXPECT_EQ(efm::agent_type("PROMOTING"), AgentType::promoting);
    EXPECT_EQ(efm::agent_type("Down"), AgentType::down);
    EXPECT_EQ(efm::agent_type(""), AgentType::unknown);
}

TEST(StatusDraft, TellsWhatIsNotSaidFromWhatIsNotKnown)
{
    StatusDraft draft("report", "text");
    Member& member = *draft.add("db1");
    draft.set_database(member, "UNKNOWN");
    EXPECT_EQ(member.database, Liveness::unknown);
    draft.set_database(member, "");
    EXPECT_EQ(member.database, std::nullopt);
    draft.set_replayed(member, "UNKNOWN");
    draft.set_received(member, "");
    draft.set_vip(member, "");
    EXPECT_EQ(member.replayed, std::nullopt);
    EXPECT_EQ(member.received, std::nullopt);
    EXPECT_EQ(member.vip, std::nullopt);
    EXPECT_THAT(draft.status.remarks, ElementsAre());
}

TEST(StatusDraft, TakesAMemberOnce)
{
    StatusDraft draft("report", "text");
    EXPECT_NE(draft.add("db2"), nullptr);
    EXPECT_NE(draft.add("db1"), nullptr);
    EXPECT_EQ(draft.add("DB2"), nullptr);
    EXPECT_EQ(draft.add(" "), nullptr);
    EXPECT_EQ(draft.add("Picked up options"), nullptr);
    EXPECT_EQ(draft.add(std::string(256, 'x')), nullptr);
    const std::string none = " is no address: no member";
    EXPECT_THAT(draft.status.remarks,
                ElementsAre("\"DB2\" is there more than once: the first is taken", "\"\"" + none,
                            "\"Picked up options\"" + none, '"' + std::string(57, 'x') + "...\"" + none));

    const auto status = std::move(draft).finish();
    ASSERT_EQ(status.members.size(), 2U);
    EXPECT_EQ(status.members[0].address, "db1") << "members are in the order of their addresses";
}

TEST(StatusDraft, AllIsWellIsNoMessage)
{
    StatusDraft draft("report", "text");
    draft.add_message("Standby database(s) in sync with primary. It is safe to promote.");
    draft.add_message("");
    draft.add_message("Something else.");
    EXPECT_THAT(draft.status.messages, ElementsAre("Something else."));
}

TEST(StatusDraft, RemarksAreFewAndShort)
{
    StatusDraft draft("report", "text");
    for (int i = 0; i < 100; ++i) draft.remark(std::string(1000, 'x'));
    EXPECT_EQ(draft.status.remarks.size(), 21U);
    EXPECT_EQ(draft.status.remarks.front().size(), 300U);
    EXPECT_EQ(draft.status.remarks.back(), "there is more that is odd");
}

TEST(StatusDraft, RejectsWhatCannotBeBelieved)
{
    StatusDraft empty("report", "the text");
    try {
        std::move(empty).finish();
        ADD_FAILURE() << "no members were taken";
    } catch (const efm::Error& error) {
        EXPECT_EQ(error.kind(), efm::Error::Kind::protocol);
        EXPECT_STREQ(error.what(), "report: no members: \"the text\"");
    }
    StatusDraft draft("report", "text");
    for (int i = 0; i < 100'000; ++i) draft.add(std::to_string(i));
    EXPECT_THROW(draft.add("more"), efm::Error);
}

}  // namespace
