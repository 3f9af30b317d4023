#include "plan_world.hpp"

namespace plan_test {
namespace {

Plan promote(const Views& views, const Policy& policy = login)
{
    return efm::make_plan({.verb = Verb::promote, .target = 1}, views, policy);
}

TEST(PlanPromote, IsNothingWhenThePoolAgrees)
{
    EXPECT_EQ(efm::make_plan({.verb = Verb::promote, .target = 0}, {all_up}, login), Plan{});
}

TEST(PlanPromote, LabelsTheOneServerThatIsOutOfRecovery)
{
    EXPECT_THAT(acts(promote({all_up, {{0, gone}, {1, writer(2)}, {2, streamer(1)}}})), ElementsAre(promotes(1)));
}

TEST(PlanPromote, IsRefusedOrWaitsWithTheProofThatFailed)
{
    const auto plan = [](const ServerFacts& target, const ServerFacts& old = gone) {
        return promote({all_up, {{0, old}, {1, target}, {2, streamer()}}});
    };
    expect_refusal(plan(streamer()), true, "is in recovery: it is a standby");
    expect_refusal(plan(locked_out), true, "password authentication failed");
    expect_refusal(plan(starting), true, "does not answer");
    expect_refusal(plan(writer(1), writer(1)), false, "is writable on timeline 1, and backend 0");
    expect_refusal(plan(writer(1), writer(2)), false, "is a diverged old primary");
    expect_refusal(plan(writer(2, here + 1), streamer()), false, "belongs to another cluster");
}

TEST(PlanPromote, TakesOverFromAWritableServerOfAnOlderTimeline)
{
    EXPECT_THAT(acts(promote({all_up, {{0, writer(1)}, {1, writer(2)}, {2, gone}}})), ElementsAre(promotes(1)));
}

TEST(PlanPromote, AttachesFirstWhatPgpoolWouldSilentlyNotPromote)
{
    EXPECT_THAT(acts(promote({first_down, {{0, gone}, {1, writer()}, {2, streamer()}}})),
                ElementsAre(attaches(1), promotes(1), attaches(2)));
}

TEST(PlanPromote, DoesNotAttachWhatIsHeld)
{
    expect_refusal(promote({first_down, {{0, gone}, {1, writer()}, {2, gone}}, {}, {{1, "a new disk"}}}), false,
                   "is held");
}

TEST(PlanPromote, AsksNothingIfNoProofIsAskedFor)
{
    EXPECT_THAT(acts(promote({all_up}, {.proof = Proof::off})), ElementsAre(promotes(1)));
}

// Without a login

TEST(PlanPromoteWithoutLogin, AsksWhetherThePresentPrimaryAnswers)
{
    EXPECT_THAT(promote({all_up, {{1, answers}}}, no_login).questions, ElementsAre(0));
}

struct PresentPrimary {
    const char* name;
    ServerFacts facts;
    bool promotes;
    bool waits;
};
class PlanPromoteWithoutLoginWhen : public ::testing::TestWithParam<PresentPrimary> {};

TEST_P(PlanPromoteWithoutLoginWhen, ThePrimaryIsNotProvedToBeGoneIsRefused)
{
    const Plan plan = promote({all_up, {{0, GetParam().facts}, {1, answers}}}, no_login);
    EXPECT_EQ(!plan.steps.empty(), GetParam().promotes);
    EXPECT_EQ(plan.refusal.has_value(), !GetParam().promotes);
    EXPECT_EQ(plan.refusal && plan.refusal->waiting_may_help, GetParam().waits);
}

INSTANTIATE_TEST_SUITE_P(Each, PlanPromoteWithoutLoginWhen,
                         ::testing::Values(PresentPrimary{"gone", gone, true, false},
                                           PresentPrimary{"silent", silent, false, true},
                                           PresentPrimary{"silent_for_long", silent_for_long, true, false},
                                           PresentPrimary{"restarting", starting, false, false},
                                           PresentPrimary{"nameless", nameless, false, true},
                                           PresentPrimary{"answers", answers, false, false}),
                         [](const auto& row) { return row.param.name; });

TEST(PlanPromoteWithoutLogin, TakesOverFromAPrimaryThatIsDetached)
{
    const PoolView view = pool(NodeStatus::down, NodeStatus::up, NodeStatus::up);
    EXPECT_THAT(acts(promote({view, {{1, answers}}}, no_login)), ElementsAre(promotes(1)));
}

TEST(PlanPromoteWithoutLogin, DoesNotEvenAttachWhatItMayNotPromote)
{
    expect_refusal(promote({first_down, {{0, answers}, {1, answers}}}, no_login), false, "server.user");
}

TEST(PlanPromoteWithoutLogin, IsRefusedIfAllProofsAreRequired)
{
    expect_refusal(promote({all_up, {{1, answers}}}, {.proof = Proof::required}), false, "server.user is not set");
}

// Siblings that Pgpool marks down for it

const Views failed_over{all_up, {{0, gone}, {1, writer(2)}, {2, streamer(2)}}};

TEST(PlanPromote, BringsAlongThoseThatAreProvedAlready)
{
    EXPECT_THAT(acts(promote(failed_over)), ElementsAre(promotes(1), attaches(2)));
}

TEST(PlanPromote, BringsNobodyAlongWhoIsHeldOrWasOut)
{
    Views views = failed_over;
    views.held = {{2, "a new disk"}};
    EXPECT_THAT(acts(promote(views)), ElementsAre(promotes(1)));
    views = failed_over;
    views.pool = pool(NodeStatus::up, NodeStatus::up, NodeStatus::down);
    EXPECT_THAT(acts(promote(views)), ElementsAre(promotes(1)));
}

// Pgpool's follow command would wait for the fourth, and Pgpool perhaps for that.
TEST(PlanPromote, BringsNobodyAlongWhileSomebodyElseStaysDown)
{
    Views views = failed_over;
    efm::Backend fourth = views.pool.backends.back();
    fourth.id = 3;
    fourth.host = "10.0.0.4";
    views.pool.backends.push_back(fourth);
    views.servers[3] = gone;
    EXPECT_THAT(acts(promote(views)), ElementsAre(promotes(1)));
    views.servers[3] = streamer(2);
    EXPECT_THAT(acts(promote(views)), ElementsAre(promotes(1), attaches(2), attaches(3)));
}

// The one who is gone is the old primary then.
TEST(PlanPromote, BringsThemAlongThoughPgpoolKnowsNoPrimary)
{
    Views views = failed_over;
    views.pool.backends[0].role = pcp::Role::standby;
    views.pool.backends[0].status = NodeStatus::down;
    EXPECT_THAT(acts(promote(views)), ElementsAre(promotes(1), attaches(2)));
}

TEST(PlanPromote, AsksTheManagerNothingForTheirSake)
{
    Policy policy = login;
    policy.has_manager = true;
    const Plan plan =
        efm::make_plan({.verb = Verb::promote, .target = 1, .party = Party::operators}, failed_over, policy);
    EXPECT_FALSE(plan.has_questions());
    EXPECT_THAT(acts(plan), ElementsAre(promotes(1)));
}

Plan bring_back(const ServerFacts& sibling, const std::set<int>& taken_along = {0, 1, 2})
{
    PoolView view = pool(NodeStatus::down, NodeStatus::up, NodeStatus::down);
    std::swap(view.backends[0].role, view.backends[1].role);
    return efm::make_plan({.verb = Verb::promote, .target = 1, .taken_along = taken_along},
                          {view, {{0, gone}, {1, writer(2)}, {2, sibling}}}, login);
}

TEST(PlanAfterPromote, BringsBackWithProofThoseThatWereTakenAlong)
{
    EXPECT_THAT(acts(bring_back(streamer(2))), ElementsAre(attaches(2)));
    EXPECT_THAT(bring_back(streamer(2)).hopes, IsEmpty());
    EXPECT_THAT(bring_back(streamer(2)).remarks,
                ElementsAre(HasSubstr("left out: the server of backend 0 (10.0.0.1:5432) does not answer")));
}

TEST(PlanAfterPromote, HopesForThoseThatAreNotReady)
{
    EXPECT_THAT(bring_back(streamer(1), {2}).hopes, ElementsAre(HasSubstr("receives timeline 1")));
    EXPECT_THAT(acts(bring_back(streamer(1), {2})), IsEmpty());
    EXPECT_EQ(bring_back(streamer(1), {2}).refusal, std::nullopt);
}

TEST(PlanAfterPromote, LeavesOutTheOldPrimaryThatStillThinksItIsOne)
{
    const Plan plan = bring_back(writer(1), {2});
    EXPECT_THAT(acts(plan), IsEmpty());
    EXPECT_THAT(plan.remarks, ElementsAre(HasSubstr("left out:")));
}

TEST(PlanAfterPromote, LeavesThoseAloneThatWereDownBefore)
{
    EXPECT_THAT(acts(bring_back(streamer(2), {1})), IsEmpty());
}

}  // namespace
}  // namespace plan_test
