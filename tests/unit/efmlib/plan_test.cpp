#include "efm/plan.hpp"

#include <gmock/gmock.h>

namespace {

using efm::Act;
using efm::Contact;
using efm::Event;
using efm::MemberType;
using efm::Plan;
using efm::PoolView;
using efm::ServerFacts;
using efm::ServersView;
using efm::Verb;
using pcp::NodeStatus;
using pcp::Role;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

constexpr bool login = true;
constexpr bool no_login = false;

efm::Backend backend(int id, NodeStatus status, Role role)
{
    return {id, "10.0.0." + std::to_string(id + 1), 5432, status, role};
}

// Backend 0 is the primary, 1 and 2 are standbys.
PoolView pool(NodeStatus primary, NodeStatus first, NodeStatus second)
{
    return {{backend(0, primary, Role::primary), backend(1, first, Role::standby), backend(2, second, Role::standby)}};
}

const PoolView all_up = pool(NodeStatus::up, NodeStatus::waiting, NodeStatus::up);
const PoolView first_down = pool(NodeStatus::up, NodeStatus::down, NodeStatus::up);
const ServerFacts answers{.contact = Contact::answers};
const ServerFacts gone{.contact = Contact::refused, .failure = "Connection refused"};
const ServerFacts silent{.contact = Contact::silent, .failure = "deadline passed"};
const ServerFacts silent_for_long{.contact = Contact::silent, .failure = "deadline passed", .for_long = true};
const ServerFacts starting{.contact = Contact::not_ready, .failure = "the database system is starting up"};
const ServerFacts nameless{.contact = Contact::unknown, .failure = "cannot resolve \"db0\""};
const ServerFacts standby{.contact = Contact::answers, .in_recovery = true};
const ServerFacts standby_for_long{.contact = Contact::answers, .in_recovery = true, .for_long = true};
const ServerFacts writable{.contact = Contact::answers, .in_recovery = false};
const ServerFacts locked_out{.contact = Contact::answers, .failure = "password authentication failed"};

std::vector<std::pair<Act, int>> acts(const Plan& plan)
{
    std::vector<std::pair<Act, int>> result;
    for (const efm::Step& step : plan.steps) result.emplace_back(step.act, step.backend);
    return result;
}

Plan attach(const PoolView& view, const ServersView& servers, MemberType type = MemberType::standby,
            bool has_login = no_login)
{
    return efm::make_plan({.verb = Verb::attach, .target = 1, .type = type}, view, servers, has_login);
}

Plan promote(const PoolView& view, const ServersView& servers, bool has_login)
{
    return efm::make_plan({.verb = Verb::promote, .target = 1}, view, servers, has_login);
}

Plan follow(const PoolView& view, const ServersView& servers, bool has_login = no_login)
{
    return efm::make_plan({.verb = Verb::follow, .target = 1, .old_primary = 0}, view, servers, has_login);
}

// Detach

struct DetachRow {
    NodeStatus status;
    bool acts;
};
class PlanDetachOf : public ::testing::TestWithParam<DetachRow> {};

TEST_P(PlanDetachOf, AsksNoServerAndActsUnlessTheBackendIsOut)
{
    const Plan plan = efm::make_plan({.verb = Verb::detach, .target = 1},
                                     pool(NodeStatus::up, GetParam().status, NodeStatus::up), {}, no_login);
    EXPECT_THAT(plan.questions, IsEmpty());
    EXPECT_EQ(plan.refusal, std::nullopt);
    EXPECT_EQ(!plan.steps.empty(), GetParam().acts);
}

INSTANTIATE_TEST_SUITE_P(EachStatus, PlanDetachOf,
                         ::testing::Values(DetachRow{NodeStatus::up, true}, DetachRow{NodeStatus::waiting, true},
                                           DetachRow{NodeStatus::down, false}, DetachRow{NodeStatus::unused, false}));

TEST(PlanDetach, WaitsForTheEndOfAQuarantineInWhichPgpoolTakesNoDetach)
{
    const Plan plan = efm::make_plan({.verb = Verb::detach, .target = 1},
                                     pool(NodeStatus::up, NodeStatus::quarantine, NodeStatus::up), {}, no_login);
    EXPECT_THAT(plan.steps, IsEmpty());
    ASSERT_TRUE(plan.refusal);
    EXPECT_TRUE(plan.refusal->waiting_may_help);
}

// Attach

TEST(PlanAttach, IsNothingWhenTheBackendIsAttached)
{
    EXPECT_EQ(attach(all_up, {}), Plan{});
}

TEST(PlanAttach, AsksTheServerFirst)
{
    const Plan plan = attach(first_down, {});
    EXPECT_THAT(plan.questions, ElementsAre(1));
    EXPECT_THAT(plan.steps, IsEmpty());
}

TEST(PlanAttach, AttachesAServerThatAnswers)
{
    EXPECT_THAT(acts(attach(first_down, {{1, answers}})), ElementsAre(std::pair(Act::attach, 1)));
}

TEST(PlanAttach, WaitsForAServerThatDoesNotAnswer)
{
    const Plan plan = attach(first_down, {{1, gone}});
    EXPECT_THAT(plan.steps, IsEmpty());
    ASSERT_TRUE(plan.refusal);
    EXPECT_TRUE(plan.refusal->waiting_may_help);
    EXPECT_THAT(plan.refusal->reason, HasSubstr("backend 1 (10.0.0.2:5432) does not answer: Connection refused"));
}

TEST(PlanAttachAsPrimary, LabelsAServerThatIsOutOfRecovery)
{
    const Plan plan = attach(first_down, {{1, writable}}, MemberType::primary, login);
    EXPECT_THAT(acts(plan), ElementsAre(std::pair(Act::attach, 1), std::pair(Act::promote, 1)));
}

TEST(PlanAttach, RefusesASecondWritableServer)
{
    const Plan plan = attach(first_down, {{1, writable}}, MemberType::standby, login);
    EXPECT_THAT(plan.steps, IsEmpty());
    ASSERT_TRUE(plan.refusal);
    EXPECT_FALSE(plan.refusal->waiting_may_help);
    EXPECT_THAT(plan.refusal->reason, HasSubstr("out of recovery"));
}

TEST(PlanAttach, WaitsForAServerThatIsStartingUp)
{
    EXPECT_THAT(attach(first_down, {{1, starting}}).steps, IsEmpty());
    EXPECT_TRUE(attach(first_down, {{1, starting}}).refusal->waiting_may_help);
}

TEST(PlanAttachAsPrimary, WaitsForAPromotionThatMayBeUnderWay)
{
    const Plan plan = attach(first_down, {{1, standby}}, MemberType::primary, login);
    EXPECT_THAT(acts(plan), ElementsAre(std::pair(Act::attach, 1)));
    ASSERT_TRUE(plan.refusal);
    EXPECT_TRUE(plan.refusal->waiting_may_help);
}

TEST(PlanAttachAsPrimary, TakesTheServersWordOverTheCallersInTheEnd)
{
    const Plan plan = attach(first_down, {{1, standby_for_long}}, MemberType::primary, login);
    EXPECT_THAT(acts(plan), ElementsAre(std::pair(Act::attach, 1)));
    EXPECT_EQ(plan.refusal, std::nullopt);
    EXPECT_THAT(plan.remarks, ElementsAre(HasSubstr("in recovery")));
}

TEST(PlanAttachAsPrimary, StillAttachesWhatItMayNotLabel)
{
    const Plan plan = attach(first_down, {{0, answers}, {1, answers}}, MemberType::primary, no_login);
    EXPECT_THAT(acts(plan), ElementsAre(std::pair(Act::attach, 1)));
    ASSERT_TRUE(plan.refusal);
    EXPECT_FALSE(plan.refusal->waiting_may_help);
}

// Promote

TEST(PlanPromote, IsNothingWhenThePoolAgrees)
{
    EXPECT_EQ(efm::make_plan({.verb = Verb::promote, .target = 0}, all_up, {}, no_login), Plan{});
}

TEST(PlanPromote, WaitsWhileTheServerIsInRecovery)
{
    const Plan plan = promote(all_up, {{1, standby}}, login);
    EXPECT_THAT(plan.steps, IsEmpty());
    ASSERT_TRUE(plan.refusal);
    EXPECT_TRUE(plan.refusal->waiting_may_help);
}

TEST(PlanPromote, LabelsAServerThatIsOutOfRecovery)
{
    EXPECT_THAT(acts(promote(all_up, {{1, writable}}, login)), ElementsAre(std::pair(Act::promote, 1)));
}

TEST(PlanPromote, WaitsWhileTheServerCannotBeAsked)
{
    const Plan plan = promote(all_up, {{1, locked_out}}, login);
    EXPECT_THAT(plan.steps, IsEmpty());
    ASSERT_TRUE(plan.refusal);
    EXPECT_THAT(plan.refusal->reason, HasSubstr("password authentication failed"));
}

TEST(PlanPromote, WithoutALoginAsksWhetherThePresentPrimaryAnswers)
{
    EXPECT_THAT(promote(all_up, {{1, answers}}, no_login).questions, ElementsAre(0));
}

TEST(PlanPromote, WithoutALoginIsRefusedWhileThePresentPrimaryAnswers)
{
    const Plan plan = promote(all_up, {{0, answers}, {1, answers}}, no_login);
    EXPECT_THAT(plan.steps, IsEmpty());
    ASSERT_TRUE(plan.refusal);
    EXPECT_FALSE(plan.refusal->waiting_may_help);
    EXPECT_THAT(plan.refusal->reason, HasSubstr("server.user"));
}

struct PresentPrimary {
    const char* name;
    ServerFacts facts;
    bool promotes;
    bool waits;
};
class PlanPromoteWithoutLogin : public ::testing::TestWithParam<PresentPrimary> {};

TEST_P(PlanPromoteWithoutLogin, TakesOverOnlyFromAPrimaryThatIsProvedToBeGone)
{
    const Plan plan = promote(all_up, {{0, GetParam().facts}, {1, answers}}, no_login);
    EXPECT_EQ(!plan.steps.empty(), GetParam().promotes);
    EXPECT_EQ(plan.refusal.has_value(), !GetParam().promotes);
    EXPECT_EQ(plan.refusal && plan.refusal->waiting_may_help, GetParam().waits);
}

INSTANTIATE_TEST_SUITE_P(Each, PlanPromoteWithoutLogin,
                         ::testing::Values(PresentPrimary{"gone", gone, true, false},
                                           PresentPrimary{"silent", silent, false, true},
                                           PresentPrimary{"silent_for_long", silent_for_long, true, false},
                                           PresentPrimary{"restarting", starting, false, false},
                                           PresentPrimary{"nameless", nameless, false, true},
                                           PresentPrimary{"answers", answers, false, false}),
                         [](const auto& row) { return row.param.name; });

TEST(PlanPromote, WithoutALoginTakesOverFromAPrimaryThatIsDetached)
{
    const PoolView view = pool(NodeStatus::down, NodeStatus::up, NodeStatus::up);
    EXPECT_THAT(acts(promote(view, {{1, answers}}, no_login)), ElementsAre(std::pair(Act::promote, 1)));
}

TEST(PlanPromote, AttachesFirstWhatPgpoolWouldSilentlyNotPromote)
{
    EXPECT_THAT(acts(promote(first_down, {{1, writable}}, login)),
                ElementsAre(std::pair(Act::attach, 1), std::pair(Act::promote, 1)));
}

TEST(PlanPromote, DoesNotEvenAttachWhatItMayNotPromote)
{
    EXPECT_THAT(promote(first_down, {{0, answers}, {1, answers}}, no_login).steps, IsEmpty());
}

// Follow

TEST(PlanFollow, AttachesEverySiblingThatAnswersAndLeavesTheOldPrimaryAlone)
{
    const PoolView all_down = pool(NodeStatus::down, NodeStatus::down, NodeStatus::down);
    EXPECT_THAT(acts(follow(all_down, {{1, answers}, {2, answers}})),
                ElementsAre(std::pair(Act::attach, 1), std::pair(Act::attach, 2)));
}

TEST(PlanFollow, DoesNotLetASlowTargetHoldUpItsSibling)
{
    const PoolView all_down = pool(NodeStatus::down, NodeStatus::down, NodeStatus::down);
    const Plan plan = follow(all_down, {{1, gone}, {2, answers}});
    EXPECT_THAT(acts(plan), ElementsAre(std::pair(Act::attach, 2)));
    ASSERT_TRUE(plan.refusal);
    EXPECT_TRUE(plan.refusal->waiting_may_help);
}

TEST(PlanFollow, IsOverWhenTheTargetIsAttachedThoughASiblingIsNot)
{
    EXPECT_EQ(follow(pool(NodeStatus::down, NodeStatus::waiting, NodeStatus::down), {}), Plan{});
}

TEST(PlanFollow, RefusesAServerThatIsOutOfRecovery)
{
    const Plan plan = follow(first_down, {{1, writable}}, login);
    EXPECT_THAT(plan.steps, IsEmpty());
    ASSERT_TRUE(plan.refusal);
    EXPECT_FALSE(plan.refusal->waiting_may_help);
}

TEST(PlanFollow, AsksForProofWhenTheOldPrimaryIsNotKnown)
{
    const Event nobody{.verb = Verb::follow, .target = 1, .old_primary = std::nullopt};
    const Plan blind = efm::make_plan(nobody, first_down, {{1, answers}}, no_login);
    EXPECT_THAT(blind.steps, IsEmpty());
    ASSERT_TRUE(blind.refusal);
    EXPECT_FALSE(blind.refusal->waiting_may_help);
    EXPECT_THAT(acts(efm::make_plan(nobody, first_down, {{1, standby}}, login)),
                ElementsAre(std::pair(Act::attach, 1)));
}

TEST(PlanFollow, TakesTheServerThatIsGoneForTheOldPrimaryThatIsNotKnown)
{
    const Event nobody{.verb = Verb::follow, .target = 1, .old_primary = std::nullopt};
    const PoolView two_down = pool(NodeStatus::down, NodeStatus::down, NodeStatus::up);
    const Plan plan = efm::make_plan(nobody, two_down, {{0, gone}, {1, answers}}, no_login);
    EXPECT_THAT(acts(plan), ElementsAre(std::pair(Act::attach, 1)));
    EXPECT_THAT(efm::make_plan(nobody, two_down, {{0, answers}, {1, answers}}, no_login).steps, IsEmpty());
}

TEST(PlanFollow, DoesNotTakeTheNewPrimaryForTheOldOne)
{
    const PoolView others_down = pool(NodeStatus::up, NodeStatus::down, NodeStatus::down);
    EXPECT_THAT(follow(others_down, {{1, answers}, {2, answers}}).steps, IsEmpty());
}

TEST(PlanFollow, PassesOverASiblingThatIsOutOfRecovery)
{
    const PoolView all_down = pool(NodeStatus::down, NodeStatus::down, NodeStatus::down);
    EXPECT_THAT(acts(follow(all_down, {{1, standby}, {2, writable}}, login)), ElementsAre(std::pair(Act::attach, 1)));
}

TEST(PlanFollow, SkipsSlotsWithoutAHost)
{
    PoolView view = first_down;
    view.backends.push_back({.id = 3, .status = NodeStatus::unused});
    EXPECT_THAT(follow(view, {}).questions, ElementsAre(1));
}

// What a step wants to see

TEST(StepIsDone, ByTheStateThatWasSeenAndNothingElse)
{
    EXPECT_TRUE(efm::is_done({Act::attach, 1, ""}, backend(1, NodeStatus::waiting, Role::standby)));
    EXPECT_FALSE(efm::is_done({Act::attach, 1, ""}, backend(1, NodeStatus::quarantine, Role::standby)));
    EXPECT_TRUE(efm::is_done({Act::detach, 1, ""}, backend(1, NodeStatus::down, Role::standby)));
    EXPECT_FALSE(efm::is_done({Act::detach, 1, ""}, backend(1, NodeStatus::quarantine, Role::standby)));
    EXPECT_TRUE(efm::is_done({Act::promote, 1, ""}, backend(1, NodeStatus::up, Role::primary)));
    EXPECT_FALSE(efm::is_done({Act::promote, 1, ""}, backend(1, NodeStatus::down, Role::primary)));
}

}  // namespace
