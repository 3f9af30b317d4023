#include "plan_world.hpp"

namespace plan_test {
namespace {

Plan follow(const Views& views, const Policy& policy = login, std::optional<int> old_primary = 0)
{
    return efm::make_plan({.verb = Verb::follow, .target = 1, .old_primary = old_primary, .party = Party::pool}, views,
                          policy);
}

// Backend 3 is the new primary.
PoolView after_failover(NodeStatus first = NodeStatus::down, NodeStatus second = NodeStatus::down)
{
    PoolView view = pool(NodeStatus::down, first, second);
    view.backends[0].role = Role::standby;
    view.backends.push_back(backend(3, NodeStatus::up, Role::primary));
    return view;
}

TEST(PlanFollow, AttachesEverySiblingThatStreamsFromTheNewPrimary)
{
    const Plan plan = follow({after_failover(), {{0, gone}, {1, streamer(2)}, {2, streamer(2)}, {3, writer(2)}}});
    EXPECT_THAT(acts(plan), ElementsAre(attaches(1), attaches(2)));
}

TEST(PlanFollow, ClaimsNoProofThatWasNotAskedFor)
{
    const Plan plan = follow({after_failover()}, {.proof = Proof::off, .has_login = true});
    ASSERT_THAT(acts(plan), ElementsAre(attaches(1), attaches(2)));
    EXPECT_EQ(plan.steps.front().reason, "no proof was asked for");
}

TEST(PlanFollow, WaitsForAServerThatIsStillOnTheOldTimeline)
{
    const Plan plan = follow({after_failover(), {{0, gone}, {1, streamer(1)}, {2, streamer(2)}, {3, writer(2)}}});
    EXPECT_THAT(acts(plan), ElementsAre(attaches(2)));
    ASSERT_TRUE(plan.refusal);
    EXPECT_TRUE(plan.refusal->waiting_may_help);
    EXPECT_THAT(plan.refusal->reason, HasSubstr("receives timeline 1"));
}

TEST(PlanFollow, WaitsDuringAnotherFailover)
{
    expect_refusal(follow({after_failover(), {{0, gone}, {1, streamer(2)}, {2, streamer(2)}, {3, gone}}}), true,
                   "no writable server");
}

TEST(PlanFollow, IsOverWhenTheTargetIsAttachedThoughASiblingIsNot)
{
    EXPECT_EQ(follow({after_failover(NodeStatus::waiting)}), Plan{});
}

TEST(PlanFollow, IsNothingForTheOldPrimary)
{
    EXPECT_EQ(follow({after_failover()}, login, 1), Plan{});
}

TEST(PlanFollow, RefusesAServerThatIsOutOfRecovery)
{
    const Plan plan = follow({after_failover(NodeStatus::down, NodeStatus::up),
                              {{0, gone}, {1, writer(1)}, {2, streamer(2)}, {3, writer(2)}}});
    expect_refusal(plan, false, "is out of recovery on timeline 1: it follows nobody");
}

TEST(PlanFollow, AsksTheManagerIfThereIsOne)
{
    const efm::ServersView servers{{0, gone}, {1, streamer(2)}, {2, streamer(2)}, {3, writer(2)}};
    const PoolView view = after_failover(NodeStatus::down, NodeStatus::up);
    EXPECT_TRUE(follow({view, servers}, login_and_manager).ask_manager);
    EXPECT_THAT(acts(follow({view, servers, listing(AgentType::standby)}, login_and_manager)),
                ElementsAre(attaches(1)));
    expect_refusal(follow({view, servers, listing(AgentType::idle)}, login_and_manager), true, "as idle");
    EXPECT_THAT(acts(follow({view, servers, manager_is_silent}, login_and_manager)), ElementsAre(attaches(1)));
}

TEST(PlanFollow, LeavesOutWhatIsHeld)
{
    const efm::ServersView servers{{0, gone}, {1, streamer(2)}, {2, streamer(2)}, {3, writer(2)}};
    const Plan plan = follow({after_failover(), servers, {}, {{1, "a new disk"}}});
    EXPECT_THAT(acts(plan), ElementsAre(attaches(2)));
    ASSERT_TRUE(plan.refusal);
    EXPECT_THAT(plan.refusal->reason, HasSubstr("is held: a new disk"));
}

TEST(PlanFollow, SkipsSlotsWithoutAHost)
{
    PoolView view = first_down;
    view.backends.push_back({.id = 3, .status = NodeStatus::unused});
    EXPECT_THAT(follow({view}, no_login).questions, ElementsAre(1));
}

// Without a login

TEST(PlanFollowWithoutLogin, AttachesEverySiblingThatAnswersAndLeavesTheOldPrimaryAlone)
{
    const Plan plan = follow({after_failover(), {{1, answers}, {2, answers}}}, no_login);
    EXPECT_THAT(acts(plan), ElementsAre(attaches(1), attaches(2)));
}

TEST(PlanFollowWithoutLogin, DoesNotLetASlowTargetHoldUpItsSibling)
{
    const Plan plan = follow({after_failover(), {{1, gone}, {2, answers}}}, no_login);
    EXPECT_THAT(acts(plan), ElementsAre(attaches(2)));
    ASSERT_TRUE(plan.refusal);
    EXPECT_TRUE(plan.refusal->waiting_may_help);
}

TEST(PlanFollowWithoutLogin, TakesTheServerThatIsGoneForTheOldPrimaryThatIsNotKnown)
{
    const PoolView two_down = pool(NodeStatus::down, NodeStatus::down, NodeStatus::up);
    EXPECT_THAT(acts(follow({two_down, {{0, gone}, {1, answers}}}, no_login, std::nullopt)), ElementsAre(attaches(1)));
    EXPECT_THAT(follow({two_down, {{0, answers}, {1, answers}}}, no_login, std::nullopt).steps, IsEmpty());
    expect_refusal(follow({first_down, {{1, answers}}}, no_login, std::nullopt), false, "is not known (%P)");
}

TEST(PlanFollowWithoutLogin, DoesNotTakeTheNewPrimaryForTheOldOne)
{
    const PoolView others_down = pool(NodeStatus::up, NodeStatus::down, NodeStatus::down);
    EXPECT_THAT(follow({others_down, {{1, answers}, {2, answers}}}, no_login).steps, IsEmpty());
}

}  // namespace
}  // namespace plan_test
