#include "promotion.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "efm/error.hpp"

namespace {

using efm::Address;
using efm::certain_question;
using efm::open_question;
using efm::Promotion;
using efm::promotion_arguments;
using efm::promotion_input;
using Answer = efm::Promotion::Answer;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

const std::string anyway = "Not in sync.\nWould you like to attempt to promote the standby anyway [y/N]:";
const std::string data_loss = " Forcing this may result in data loss - are you sure? This is the last prompt. [y/N]:";

TEST(Promotion, ItsOptionsFollowTheCluster)
{
    EXPECT_THAT(promotion_arguments({}), IsEmpty());
    EXPECT_THAT(promotion_arguments({.switchover = true}), ElementsAre("-switchover"));
    EXPECT_THAT(promotion_arguments(
                    {.switchover = true, .source_node = Address{"10.20.30.12", {}}, .quiet = true, .no_scripts = true}),
                ElementsAre("-switchover", "-sourcenode", "10.20.30.12", "-quiet", "-noscripts"));
    EXPECT_THAT(promotion_arguments({.quiet = true, .no_scripts = true}), ElementsAre("-quiet", "-noscripts"));
}

TEST(Promotion, ASourceNodeBelongsToASwitchover)
{
    EXPECT_THROW(promotion_arguments({.source_node = Address{"10.20.30.12", {}}}), efm::Error);
}

TEST(Promotion, YesAnswersOneQuestionAndForceAllOfThem)
{
    EXPECT_EQ(promotion_input({}), std::nullopt);
    EXPECT_EQ(promotion_input({.answer = Answer::yes}), "y\n");
    EXPECT_EQ(promotion_input({.answer = Answer::force}), "y\ny\ny\ny\ny\n");
}

TEST(Promotion, OnlyASwitchoverMayAskNothing)
{
    EXPECT_EQ(certain_question({.switchover = true}), std::nullopt);
    EXPECT_EQ(certain_question({.answer = Answer::yes}), std::nullopt);
    EXPECT_EQ(certain_question({}),
              "The primary database will be shut down and a standby will be promoted. Are you sure you want to "
              "continue? [y/N]");
}

TEST(Promotion, AQuestionIsOpenWhenMoreWereAskedThanAnswered)
{
    EXPECT_EQ(open_question({.switchover = true}, "Promote/switchover command accepted by local agent."), std::nullopt);
    EXPECT_EQ(open_question({.switchover = true}, anyway),
              "Not in sync. Would you like to attempt to promote the standby anyway [y/N]");
    EXPECT_EQ(open_question({.answer = Answer::yes}, anyway), std::nullopt);
    EXPECT_EQ(open_question({.answer = Answer::yes}, anyway + data_loss),
              "Forcing this may result in data loss - are you sure? This is the last prompt. [y/N]");
    EXPECT_EQ(open_question({.answer = Answer::force}, anyway + data_loss), std::nullopt);
}

}  // namespace
