#include "plan_world.hpp"

namespace plan_test {
namespace {

Plan attach(const Views& views, const Policy& policy = login, MemberType type = MemberType::standby,
            Party party = Party::manager)
{
    return efm::make_plan({.verb = Verb::attach, .target = 1, .type = type, .party = party}, views, policy);
}

Plan attach_standby(const ServerFacts& target, const Policy& policy = login)
{
    return attach({first_down, {{0, writer()}, {1, target}, {2, streamer()}}}, policy);
}

Plan attach_by_operator(const ManagerView& manager)
{
    return attach({first_down, {{0, writer()}, {1, streamer()}, {2, streamer()}}, manager}, login_and_manager,
                  MemberType::unknown, Party::operators);
}

TEST(PlanAttach, IsNothingWhenTheBackendIsAttached)
{
    EXPECT_EQ(attach({all_up}), Plan{});
}

TEST(PlanAttach, AsksAllServersAtOnce)
{
    const Plan plan = attach({first_down});
    EXPECT_THAT(plan.questions, ElementsAre(0, 1, 2));
    EXPECT_FALSE(plan.ask_manager);
    EXPECT_THAT(plan.steps, IsEmpty());
}

TEST(PlanAttach, AttachesAStandbyThatStreamsFromThePrimary)
{
    const Plan plan = attach_standby(streamer());
    EXPECT_THAT(acts(plan), ElementsAre(attaches(1)));
    EXPECT_EQ(plan.refusal, std::nullopt);
    EXPECT_THAT(plan.remarks, IsEmpty());
}

TEST(PlanAttach, RefusesEachServerWithItsOwnSentence)
{
    expect_refusal(attach_standby(gone), true, "backend 1 (10.0.0.2:5432) does not answer: Connection refused",
                   Missing::answer);
    expect_refusal(attach_standby(starting), true, "the database system is starting up", Missing::answer);
    expect_refusal(attach_standby(locked_out), true, "cannot be asked whether it is in recovery: password",
                   Missing::recovery);
    expect_refusal(attach_standby(stalled()), true, "does not stream from the primary, backend 0", Missing::stream);
    expect_refusal(attach_standby(streamer(1, here + 1)), false, "belongs to another cluster", Missing::identity);
    expect_refusal(attach_standby(writer()), false, "is writable on timeline 1, and backend 0");
}

TEST(PlanAttach, RefusesAStandbyOnAnotherTimeline)
{
    const auto plan = [](std::uint32_t primary, std::uint32_t standby) {
        return attach({first_down, {{0, writer(primary)}, {1, streamer(standby)}, {2, gone}}});
    };
    expect_refusal(plan(2, 1), true, "receives timeline 1, but the primary", Missing::timeline);
    expect_refusal(plan(2, 3), true, "another server has been promoted");
    EXPECT_THAT(acts(plan(2, 2)), ElementsAre(attaches(1)));
}

// Whose timeline is newer counts though the login may not see whether they are of one cluster.
TEST(PlanAttach, WaitsForAStandbyThatIsAheadOfThePrimaryWithoutIdentitiesToo)
{
    ServerFacts primary = writer(2);
    ServerFacts ahead = streamer(3);
    primary.system_identifier.reset();
    ahead.system_identifier.reset();
    expect_refusal(attach({first_down, {{0, primary}, {1, ahead}, {2, gone}}}), true, "which is newer than the primary",
                   Missing::timeline);
}

TEST(PlanAttach, RefusesADivergedOldPrimary)
{
    const Plan plan = attach({first_down, {{0, writer(2)}, {1, writer(1)}, {2, streamer(2)}}});
    expect_refusal(plan, false, "is a diverged old primary: it is writable on timeline 1, while backend 0");
}

TEST(PlanAttach, WaitsWhileNobodyIsWritable)
{
    expect_refusal(attach({first_down, {{0, gone}, {1, streamer()}, {2, streamer()}}}), true,
                   "follows nobody known: no writable server");
}

TEST(PlanAttach, WaitsWhileTwoAreWritable)
{
    expect_refusal(attach({first_down, {{0, writer()}, {1, streamer()}, {2, writer()}}}), true, "are both writable");
}

TEST(PlanAttach, TakesTheNewestTimelineForThePrimarys)
{
    const Views views{first_down, {{0, writer(2)}, {1, streamer(3)}, {2, writer(3)}}};
    EXPECT_THAT(acts(attach(views)), ElementsAre(attaches(1)));
}

TEST(PlanAttach, IsNotConfusedByAWritableServerOfAnotherCluster)
{
    const Views views{first_down, {{0, writer(1)}, {1, streamer(1)}, {2, writer(9, here + 1)}}};
    EXPECT_THAT(acts(attach(views)), ElementsAre(attaches(1)));
}

// Timelines are numbered by each cluster for itself.
TEST(PlanAttach, DoesNotCompareTheTimelinesOfTwoClusters)
{
    const Views views{all_down, {{0, writer(1)}, {1, writer(9, here + 1)}, {2, gone}}};
    expect_refusal(attach(views, login, MemberType::primary), true, "are of different clusters", Missing::identity);
}

TEST(PlanAttach, RefusesALaggingStandbyIfALimitIsSet)
{
    Policy policy = login;
    EXPECT_THAT(acts(attach_standby(streamer(), policy)), ElementsAre(attaches(1)));
    policy.max_lag = 0x1000000;
    EXPECT_THAT(acts(attach_standby(streamer(), policy)), ElementsAre(attaches(1)));
    policy.max_lag = 0xFFFFFF;
    expect_refusal(attach_standby(streamer(), policy), true, "16777216 bytes behind the primary", Missing::lag);
}

TEST(PlanAttach, LetsPassWithAWarningWhatTheLoginMayNotSee)
{
    const Plan plan = attach_standby(veiled());
    EXPECT_THAT(acts(plan), ElementsAre(attaches(1)));
    EXPECT_THAT(plan.remarks, ElementsAre(HasSubstr("grant pg_read_all_stats")));
}

TEST(PlanAttach, RefusesWhatCannotBeProvedIfAllProofsAreRequired)
{
    expect_refusal(attach_standby(veiled(), all_required), false, "grant pg_read_all_stats");
    EXPECT_THAT(acts(attach_standby(streamer(), all_required)), ElementsAre(attaches(1)));
    const Policy required_without_login{.proof = Proof::required};
    expect_refusal(attach({first_down, {{1, answers}}}, required_without_login), false, "server.user");
}

TEST(PlanAttach, WithoutALoginAsksTheTargetAloneAndWarns)
{
    EXPECT_THAT(attach({first_down}, no_login).questions, ElementsAre(1));
    const Plan plan = attach({first_down, {{1, answers}}}, no_login);
    EXPECT_THAT(acts(plan), ElementsAre(attaches(1)));
    EXPECT_THAT(plan.remarks, ElementsAre(HasSubstr("set server.user")));
    expect_refusal(attach({first_down, {{1, gone}}}, no_login), true, "does not answer");
}

TEST(PlanAttach, AsksNothingIfNoProofIsAskedFor)
{
    EXPECT_THAT(acts(attach({first_down}, {.proof = Proof::off, .has_login = true})), ElementsAre(attaches(1)));
}

TEST(PlanAttach, RefusesWhatIsHeld)
{
    Views views{first_down, {{0, writer()}, {1, streamer()}, {2, streamer()}}};
    views.held[1] = "a new disk, until 14:00";
    expect_refusal(attach(views), false, "backend 1 (10.0.0.2:5432) is held: a new disk, until 14:00");
}

// The manager's word

TEST(PlanAttachByAnOperator, NeedsTheManagersWordIfItCanBeHad)
{
    const Plan plan = attach({first_down}, login_and_manager, MemberType::unknown, Party::operators);
    EXPECT_TRUE(plan.ask_manager);
    EXPECT_THAT(acts(attach_by_operator(listing(AgentType::standby))), ElementsAre(attaches(1)));
    expect_refusal(attach_by_operator(listing(AgentType::idle)), true, "lists backend 1 (10.0.0.2:5432) as idle");
    expect_refusal(attach_by_operator(listing(AgentType::down)), true, "as down");
    expect_refusal(attach_by_operator({}), true, "does not list");
}

TEST(PlanAttachByAnOperator, IsNotDecidedByTheManagersSilence)
{
    EXPECT_THAT(acts(attach_by_operator(manager_is_silent)), ElementsAre(attaches(1)));
    EXPECT_THAT(acts(attach_by_operator({{}, "", "db1"})), ElementsAre(attaches(1)));
}

// Of a primary

TEST(PlanAttachAsPrimary, LabelsTheOneWritableServer)
{
    const Plan plan = attach({first_down, {{0, gone}, {1, writer()}, {2, streamer()}}}, login, MemberType::primary);
    EXPECT_THAT(acts(plan), ElementsAre(attaches(1), promotes(1), attaches(2)));
}

TEST(PlanAttachAsPrimary, LabelsTheNewOneThoughTheOldOneIsStillWritable)
{
    const Plan plan =
        attach({first_down, {{0, writer(1)}, {1, writer(2)}, {2, streamer(2)}}}, login, MemberType::primary);
    EXPECT_THAT(acts(plan), ElementsAre(attaches(1), promotes(1), attaches(2)));
}

TEST(PlanAttachAsPrimary, WaitsForAPromotionThatMayBeUnderWay)
{
    const Plan plan = attach({first_down, {{0, gone}, {1, stalled()}, {2, streamer()}}}, login, MemberType::primary);
    expect_refusal(plan, true, "follows nobody known");
}

TEST(PlanAttachAsPrimary, TakesTheServersWordOverTheCallersInTheEnd)
{
    const Plan plan =
        attach({first_down, {{0, writer()}, {1, for_long(streamer())}, {2, streamer()}}}, login, MemberType::primary);
    EXPECT_THAT(acts(plan), ElementsAre(attaches(1)));
    EXPECT_EQ(plan.refusal, std::nullopt);
    EXPECT_THAT(plan.remarks, ElementsAre(HasSubstr("in recovery")));
}

TEST(PlanAttachAsPrimary, WithoutALoginStillAttachesWhatItMayNotLabel)
{
    const Plan plan = attach({first_down, {{0, answers}, {1, answers}}}, no_login, MemberType::primary);
    EXPECT_THAT(acts(plan), ElementsAre(attaches(1)));
    ASSERT_TRUE(plan.refusal);
    EXPECT_FALSE(plan.refusal->waiting_may_help);
}

TEST(PlanAttachAsPrimary, BringsBackThoseThatWereTakenAlong)
{
    PoolView view = all_up;
    std::swap(view.backends[0].role, view.backends[1].role);
    view.backends[0].status = view.backends[2].status = NodeStatus::down;
    const Event event{.verb = Verb::attach, .target = 1, .type = MemberType::primary, .taken_along = {0, 2}};
    const Plan plan = efm::make_plan(event, {view, {{0, gone}, {1, writer(2)}, {2, streamer(2)}}}, login);
    EXPECT_THAT(acts(plan), ElementsAre(attaches(2)));
}

TEST(PlanAttach, OfAWritableServerNeedsTypePWhileThePoolHasAPrimary)
{
    const Plan plan = attach({first_down, {{0, streamer()}, {1, writer()}, {2, streamer()}}});
    expect_refusal(plan, false, "attach it with type p");
}

TEST(PlanAttach, RefusesAPrimaryOfAnotherCluster)
{
    const Plan plan =
        attach({first_down, {{0, gone}, {1, writer(1, here + 1)}, {2, streamer()}}}, login, MemberType::primary);
    expect_refusal(plan, false, "belongs to another cluster");
}

// The new primary is silent, and its standby tells of it.
TEST(PlanAttach, RefusesAPrimaryThatAStandbyHasLeftBehind)
{
    const efm::ServersView left_behind{{0, silent}, {1, writer(1)}, {2, streamer(2)}};
    expect_refusal(attach({first_down, left_behind}, login, MemberType::primary), false, "receives timeline 2",
                   Missing::timeline);
}

TEST(PlanAttach, WaitsWhileNobodyKnowsWhichClusterItIs)
{
    const efm::ServersView two{{0, gone}, {1, writer()}, {2, streamer(1, here + 1)}};
    expect_refusal(attach({all_down, two}, login, MemberType::primary), true, "different clusters");
}

// Proofs are read again after the act

Plan look_again(const ServerFacts& target, const ServerFacts& primary = writer())
{
    const Event event{.verb = Verb::attach, .target = 1, .attached = {1}};
    return efm::make_plan(event, {all_up, {{0, primary}, {1, target}, {2, streamer()}}}, login);
}

TEST(PlanAfterAttach, IsOverWhileTheProofHolds)
{
    EXPECT_EQ(look_again(streamer()), Plan{});
}

TEST(PlanAfterAttach, UndoesAnAttachWhoseProofHasBroken)
{
    for (const ServerFacts& now : {gone, streamer(1, here + 1)}) {
        const Plan plan = look_again(now);
        EXPECT_THAT(acts(plan), ElementsAre(detaches(1)));
        ASSERT_TRUE(plan.refusal);
        EXPECT_TRUE(plan.refusal->waiting_may_help);
    }
    EXPECT_THAT(acts(look_again(streamer(1), writer(2))), ElementsAre(detaches(1)));
}

TEST(PlanAfterAttach, UndoesWhatIsProvedUnfitWhateverTheManagerSaysOfIt)
{
    const Event event{.verb = Verb::attach, .target = 1, .party = Party::operators, .attached = {1}};
    const Views views{all_up, {{0, writer(2)}, {1, streamer(1)}, {2, streamer(2)}}, listing(AgentType::idle)};
    EXPECT_THAT(acts(efm::make_plan(event, views, login_and_manager)), ElementsAre(detaches(1)));
}

TEST(PlanAfterAttach, TakesNoSilenceForABrokenProof)
{
    EXPECT_THAT(acts(look_again(silent)), IsEmpty());
    EXPECT_THAT(acts(look_again(stalled())), IsEmpty());
    EXPECT_THAT(acts(look_again(streamer(), gone)), IsEmpty());
}

}  // namespace
}  // namespace plan_test
