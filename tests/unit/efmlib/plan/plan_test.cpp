#include "plan_world.hpp"

namespace plan_test {
namespace {

TEST(StepIsDone, ByTheStateThatWasSeenAndNothingElse)
{
    EXPECT_TRUE(efm::is_done({Act::attach, 1, ""}, backend(1, NodeStatus::waiting, Role::standby)));
    EXPECT_FALSE(efm::is_done({Act::attach, 1, ""}, backend(1, NodeStatus::quarantine, Role::standby)));
    EXPECT_TRUE(efm::is_done({Act::detach, 1, ""}, backend(1, NodeStatus::down, Role::standby)));
    EXPECT_FALSE(efm::is_done({Act::detach, 1, ""}, backend(1, NodeStatus::quarantine, Role::standby)));
    EXPECT_TRUE(efm::is_done({Act::promote, 1, ""}, backend(1, NodeStatus::up, Role::primary)));
    EXPECT_FALSE(efm::is_done({Act::promote, 1, ""}, backend(1, NodeStatus::down, Role::primary)));
}

TEST(StepsSentTogether, AreThoseLikeTheFirstAndTheAttachesBehindAPromote)
{
    const auto together = [](const std::vector<Act>& acts) {
        std::vector<efm::Step> steps;
        for (const Act act : acts) steps.push_back({act, static_cast<int>(steps.size()), ""});
        return efm::sent_together(steps);
    };
    EXPECT_EQ(together({}), 0U);
    EXPECT_EQ(together({Act::detach, Act::detach, Act::attach}), 2U);
    EXPECT_EQ(together({Act::promote, Act::attach, Act::attach}), 3U);
    EXPECT_EQ(together({Act::promote, Act::attach, Act::detach}), 2U);
    EXPECT_EQ(together({Act::attach, Act::promote, Act::attach}), 1U) << "a promote of what is down is ignored";
    EXPECT_EQ(together(std::vector(20, Act::detach)), 8U) << "Pgpool's queue takes ten";
}

Views closed_to_all()
{
    Views views{first_down, {{0, writer()}, {1, streamer()}, {2, streamer()}}};
    views.closed = "the watchdog has no quorum (1 of 3 nodes alive)";
    return views;
}

TEST(Watchdog, WithoutAQuorumHasAnAttachWait)
{
    const Plan plan = make_plan({.verb = Verb::attach, .target = 1}, closed_to_all(), login);
    EXPECT_THAT(plan.steps, IsEmpty());
    ASSERT_TRUE(plan.refusal);
    EXPECT_TRUE(plan.refusal->waiting_may_help);
    EXPECT_EQ(plan.refusal->proof, Missing::watchdog);
    EXPECT_THAT(plan.refusal->reason, HasSubstr("has to wait: the watchdog has no quorum"));
}

TEST(Watchdog, WithoutAQuorumHasAPromoteWait)
{
    Views views = closed_to_all();
    views.pool = all_up;
    views.servers = {{0, gone}, {1, writer(2)}, {2, streamer()}};
    const Plan plan = make_plan({.verb = Verb::promote, .target = 1}, views, login);
    EXPECT_THAT(plan.steps, IsEmpty());
    EXPECT_EQ(plan.refusal->proof, Missing::watchdog);
}

TEST(Watchdog, WithoutAQuorumLetsWhoHasToGoGo)
{
    EXPECT_EQ(make_plan({.verb = Verb::detach, .target = 2}, closed_to_all(), login).steps.size(), 1U);
}

TEST(Watchdog, WithoutAQuorumHasReconcileLeaveOutAndSaySo)
{
    const Plan plan = make_plan({.verb = Verb::reconcile, .target = -1}, closed_to_all(), login);
    EXPECT_THAT(plan.steps, IsEmpty());
    EXPECT_FALSE(plan.refusal);
    EXPECT_THAT(plan.remarks, ElementsAre(HasSubstr("attach backend 1 (10.0.0.2:5432) has to wait")));
}

TEST(Watchdog, IsOverruledByAnOperatorsForce)
{
    EXPECT_EQ(make_plan({.verb = Verb::attach, .target = 1}, closed_to_all(), {.proof = Proof::off}).steps.size(), 1U);
}

TEST(Quarantine, IsWaitedForByAnAttach)
{
    Views views{pool(NodeStatus::up, NodeStatus::quarantine, NodeStatus::up),
                {{0, writer()}, {1, streamer()}, {2, streamer()}}};
    const Plan plan = make_plan({.verb = Verb::attach, .target = 1}, views, login);
    EXPECT_THAT(plan.steps, IsEmpty());
    EXPECT_TRUE(plan.refusal->waiting_may_help);
    EXPECT_THAT(plan.refusal->reason, HasSubstr("is in quarantine, which Pgpool ends by itself"));
}

}  // namespace
}  // namespace plan_test
