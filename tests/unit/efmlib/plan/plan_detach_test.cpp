#include "plan_world.hpp"

namespace plan_test {
namespace {

Plan detach(int target, const Views& views, const Policy& policy, bool from_member = false)
{
    return efm::make_plan({.verb = Verb::detach, .target = target, .from_member = from_member}, views, policy);
}

const efm::ServersView primary_lives{{0, writer()}, {1, streamer()}, {2, streamer()}};

struct Row {
    NodeStatus status;
    bool acts;
};
class PlanDetachOf : public ::testing::TestWithParam<Row> {};

TEST_P(PlanDetachOf, AStandbyAsksNobodyAndActsUnlessTheBackendIsOut)
{
    const Plan plan = detach(1, {pool(NodeStatus::up, GetParam().status, NodeStatus::up)}, login_and_manager);
    EXPECT_FALSE(plan.has_questions());
    EXPECT_EQ(plan.refusal, std::nullopt);
    EXPECT_EQ(!plan.steps.empty(), GetParam().acts);
}

INSTANTIATE_TEST_SUITE_P(EachStatus, PlanDetachOf,
                         ::testing::Values(Row{NodeStatus::up, true}, Row{NodeStatus::waiting, true},
                                           Row{NodeStatus::down, false}, Row{NodeStatus::unused, false}));

TEST(PlanDetach, WaitsForTheEndOfAQuarantineInWhichPgpoolTakesNoDetach)
{
    const Plan plan = detach(1, {pool(NodeStatus::up, NodeStatus::quarantine, NodeStatus::up)}, no_login);
    EXPECT_THAT(plan.steps, IsEmpty());
    ASSERT_TRUE(plan.refusal);
    EXPECT_TRUE(plan.refusal->waiting_may_help);
}

TEST(PlanDetachOfThePrimary, ObeysTheMembersOwnAgentAtOnce)
{
    EXPECT_THAT(acts(detach(0, {all_up}, login_and_manager, true)), ElementsAre(detaches(0)));
}

TEST(PlanDetachOfThePrimary, ObeysAtOnceWhereNothingCanBeProved)
{
    EXPECT_THAT(acts(detach(0, {all_up}, no_login)), ElementsAre(detaches(0)));
    EXPECT_THAT(acts(detach(0, {all_up}, {.proof = Proof::off, .has_login = true})), ElementsAre(detaches(0)));
}

TEST(PlanDetachOfThePrimary, AsksItsServerAloneAtFirst)
{
    EXPECT_THAT(detach(0, {all_up}, login_and_manager).questions, ElementsAre(0));
    EXPECT_FALSE(detach(0, {all_up}, login_and_manager).ask_manager);
}

TEST(PlanDetachOfThePrimary, ObeysUnlessItIsProvedToBeTheOneWritablePrimary)
{
    for (const ServerFacts& facts : {gone, silent, starting, nameless, locked_out, streamer()}) {
        EXPECT_THAT(acts(detach(0, {all_up, {{0, facts}}}, login)), ElementsAre(detaches(0)));
    }
    const Views replaced{all_up, {{0, writer(1)}, {1, writer(2)}, {2, streamer(2)}}};
    EXPECT_THAT(acts(detach(0, replaced, login)), ElementsAre(detaches(0)));
    const Views split{all_up, {{0, writer(1)}, {1, writer(1)}, {2, silent}}};
    EXPECT_THAT(acts(detach(0, split, login)), ElementsAre(detaches(0)));
}

TEST(PlanDetachOfThePrimary, IsRefusedFromAnotherHostWhileTheServerIsTheOneWritablePrimary)
{
    expect_refusal(detach(0, {all_up, primary_lives}, login), false, "this call comes from another host");
}

TEST(PlanDetachOfThePrimary, IsRefusedWhereTheManagerHasLostItsAgent)
{
    expect_refusal(detach(0, {all_up, primary_lives, ManagerView{}}, login_and_manager), false, "does not list it");
    expect_refusal(detach(0, {all_up, primary_lives, ManagerView{{{0, AgentType::down}}, ""}}, login_and_manager),
                   false, "lists it as DOWN");
    expect_refusal(detach(0, {all_up, primary_lives, manager_is_silent}, login_and_manager), false,
                   "Failover Manager does not answer");
    expect_refusal(detach(0, {all_up, primary_lives, ManagerView{{}, "", "db0"}}, login_and_manager), false,
                   "which backend Failover Manager means by db0");
}

TEST(PlanDetachOfThePrimary, IsObeyedWhileItsAgentIsThere)
{
    EXPECT_TRUE(detach(0, {all_up, primary_lives}, login_and_manager).ask_manager);
    for (const AgentType type : {AgentType::primary, AgentType::idle, AgentType::standby}) {
        const Views views{all_up, primary_lives, ManagerView{{{0, type}}, ""}};
        EXPECT_THAT(acts(detach(0, views, login_and_manager)), ElementsAre(detaches(0)));
    }
}

}  // namespace
}  // namespace plan_test
