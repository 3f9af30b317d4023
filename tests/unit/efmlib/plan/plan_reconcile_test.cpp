#include "plan_world.hpp"

namespace plan_test {
namespace {

const efm::ServersView sound{{0, writer()}, {1, streamer()}, {2, streamer()}};

Plan reconcile(const Views& views, const Policy& policy = login)
{
    return efm::make_plan({.verb = Verb::reconcile, .target = -1, .party = Party::suite}, views, policy);
}

Views ordered_out(PoolView pool, efm::OrderedOut order, std::optional<ManagerView> manager = std::nullopt)
{
    return {std::move(pool), sound, std::move(manager), {}, {{1, order}}};
}

TEST(PlanReconcile, AsksAllServersAndTheManagerAtOnce)
{
    const Plan plan = reconcile({all_up}, login_and_manager);
    EXPECT_THAT(plan.questions, ElementsAre(0, 1, 2));
    EXPECT_TRUE(plan.ask_manager);
}

TEST(PlanReconcile, IsNothingWhenAllAgree)
{
    EXPECT_EQ(reconcile({all_up, sound}), Plan{});
}

TEST(PlanReconcile, BringsInAStandbyThatHasAllProofs)
{
    EXPECT_THAT(acts(reconcile({first_down, sound})), ElementsAre(attaches(1)));
}

TEST(PlanReconcile, LeavesOutAndNamesWhatHasNotAllProofs)
{
    const Plan plan = reconcile({first_down, {{0, writer()}, {1, stalled()}, {2, streamer()}}});
    EXPECT_THAT(plan.steps, IsEmpty());
    EXPECT_THAT(plan.remarks, ElementsAre(HasSubstr("left out: the server of backend 1")));
    const Plan idle = reconcile({first_down, sound, listing(AgentType::idle)}, login_and_manager);
    EXPECT_THAT(idle.steps, IsEmpty());
}

// The manager is in the middle of something, or does not mean this one.
TEST(PlanReconcile, LeavesThePrimaryToAManagerThatSaysOtherwise)
{
    const efm::ServersView moved{{0, gone}, {1, writer(2)}, {2, streamer(2)}};
    const auto plan = [&](AgentType zero, AgentType one, const PoolView& view = all_up) {
        return reconcile({view, moved, ManagerView{{{0, zero}, {1, one}, {2, AgentType::standby}}, ""}},
                         login_and_manager);
    };
    EXPECT_THAT(acts(plan(AgentType::idle, AgentType::primary)), ElementsAre(promotes(1), detaches(0)));
    EXPECT_THAT(acts(plan(AgentType::down, AgentType::primary, first_down)), ElementsAre(attaches(1), detaches(0)));
    for (const AgentType one : {AgentType::promoting, AgentType::standby, AgentType::idle}) {
        EXPECT_THAT(plan(AgentType::idle, one).steps, IsEmpty());
        EXPECT_THAT(plan(AgentType::idle, one, first_down).steps, IsEmpty());
    }
    EXPECT_THAT(plan(AgentType::primary, AgentType::standby).remarks,
                ElementsAre(HasSubstr("Failover Manager lists backend 1 (10.0.0.2:5432) as standby, not as primary")));
}

TEST(PlanReconcile, BringsInNoOldPrimaryWhileAnotherIsBeingPromoted)
{
    PoolView view = pool(NodeStatus::down, NodeStatus::up, NodeStatus::up);
    const ManagerView promoting{{{1, AgentType::promoting}, {2, AgentType::standby}}, ""};
    EXPECT_THAT(reconcile({view, sound, promoting}, login_and_manager).steps, IsEmpty());
    EXPECT_THAT(acts(reconcile({view, sound, ManagerView{}}, login_and_manager)), ElementsAre(attaches(0)));
    EXPECT_THAT(acts(reconcile({view, sound, manager_is_silent}, login_and_manager)), ElementsAre(attaches(0)));
}

TEST(PlanReconcile, TakesOutOnProofOnly)
{
    const auto plan = [](const ServerFacts& facts) {
        return acts(reconcile({all_up, {{0, writer(2)}, {1, facts}, {2, streamer(2)}}}));
    };
    EXPECT_THAT(plan(writer(1)), ElementsAre(detaches(1)));
    EXPECT_THAT(plan(streamer(1)), ElementsAre(detaches(1)));
    EXPECT_THAT(plan(streamer(2, here + 1)), ElementsAre(detaches(1)));
    for (const ServerFacts& facts : {gone, silent, starting, locked_out, stalled(), veiled()}) {
        EXPECT_THAT(plan(facts), IsEmpty());
    }
}

// The order to detach it may never have been delivered, or undone with a Pgpool that was killed.
TEST(PlanReconcile, TakesOutADeadServerThatTheManagerHasGivenUp)
{
    const auto plan = [](const ServerFacts& facts, AgentType one, AgentType zero = AgentType::primary) {
        const ManagerView manager{{{0, zero}, {1, one}, {2, AgentType::standby}}, ""};
        return reconcile({all_up, {{0, writer()}, {1, facts}, {2, streamer()}}, manager}, login_and_manager);
    };
    for (const AgentType type : {AgentType::idle, AgentType::down}) {
        const Plan given_up = plan(gone, type);
        EXPECT_THAT(acts(given_up), ElementsAre(detaches(1)));
        EXPECT_THAT(given_up.steps.front().reason, HasSubstr("Failover Manager has given it up"));
        EXPECT_THAT(acts(plan(silent, type)), IsEmpty());
        EXPECT_THAT(acts(plan(gone, type, AgentType::promoting)), IsEmpty());
    }
    EXPECT_THAT(acts(plan(gone, AgentType::standby)), IsEmpty());
    EXPECT_THAT(reconcile({all_up, {{0, writer()}, {1, gone}, {2, streamer()}}}).steps, IsEmpty());
}

TEST(PlanReconcile, TakesOutWhatIsProvedUnfitWhateverTheManagerSaysOfIt)
{
    for (const AgentType type : {AgentType::idle, AgentType::down, AgentType::standby}) {
        for (const ServerFacts& facts : {streamer(1), streamer(2, here + 1)}) {
            const Views views{all_up, {{0, writer(2)}, {1, facts}, {2, streamer(2)}}, listing(type)};
            EXPECT_THAT(acts(reconcile(views, login_and_manager)), ElementsAre(detaches(1)));
        }
    }
}

TEST(PlanReconcile, AttachesNothingOnItsOwnIfNoProofIsAskedFor)
{
    const Plan plan =
        reconcile({first_down, {{0, writer()}, {1, gone}, {2, streamer()}}}, {.proof = Proof::off, .has_login = true});
    EXPECT_FALSE(plan.has_questions());
    EXPECT_THAT(plan.steps, IsEmpty());
    EXPECT_THAT(plan.remarks, ElementsAre(HasSubstr("only orders are carried out")));
}

TEST(PlanReconcile, DoesNothingWhileNobodyKnowsThePrimary)
{
    const Plan none = reconcile({first_down, {{0, gone}, {1, streamer()}, {2, streamer()}}});
    EXPECT_THAT(none.steps, IsEmpty());
    EXPECT_THAT(none.remarks, ElementsAre(HasSubstr("no writable server")));
    EXPECT_THAT(reconcile({first_down, {{0, writer()}, {1, streamer()}, {2, writer()}}}).steps, IsEmpty());
}

TEST(PlanReconcile, DoesNotChooseBetweenTwoClusters)
{
    const PoolView two = pool(NodeStatus::up, NodeStatus::up, NodeStatus::down);
    const Plan plan = reconcile({two, {{0, writer(1)}, {1, writer(9, here + 1)}, {2, gone}}});
    EXPECT_THAT(plan.steps, IsEmpty());
    EXPECT_THAT(plan.remarks, ElementsAre(HasSubstr("different clusters")));
}

// A stranger at a member's address is not the primary for being the only writable one.
TEST(PlanReconcile, DoesNothingWhileNobodyKnowsWhichClusterItIs)
{
    const Plan plan = reconcile({all_up, {{0, silent}, {1, streamer()}, {2, writer(1, here + 1)}}});
    EXPECT_THAT(plan.steps, IsEmpty());
    EXPECT_THAT(plan.remarks, ElementsAre(HasSubstr("different clusters")));
}

TEST(PlanReconcile, TakesNoOldPrimaryForTheNewOneThatIsSilent)
{
    const Plan plan = reconcile({first_down, {{0, silent}, {1, writer(1)}, {2, streamer(2)}}});
    EXPECT_THAT(plan.steps, IsEmpty());
    EXPECT_THAT(plan.remarks, ElementsAre(HasSubstr("another server has been promoted")));
}

TEST(PlanReconcile, NeverTakesTheLastOneOut)
{
    const PoolView last = pool(NodeStatus::down, NodeStatus::up, NodeStatus::down);
    const Plan plan = reconcile({last, {{0, gone}, {1, writer(1)}, {2, writer(2)}}});
    EXPECT_THAT(acts(plan), ElementsAre(attaches(2)));
    EXPECT_THAT(plan.remarks, ::testing::Contains(HasSubstr("the last one attached")));
}

TEST(PlanReconcile, LabelsTheRealPrimary)
{
    const efm::ServersView moved{{0, gone}, {1, writer(2)}, {2, streamer(2)}};
    EXPECT_THAT(acts(reconcile({all_up, moved})), ElementsAre(promotes(1)));
    EXPECT_THAT(acts(reconcile({first_down, moved})), ElementsAre(attaches(1)));
}

// Orders

TEST(PlanReconcile, CarriesOutAnOrderThatWasNotDelivered)
{
    const Views views = ordered_out(all_up, {Party::manager, false, "12:00"});
    const Plan plan = reconcile(views);
    ASSERT_THAT(acts(plan), ElementsAre(detaches(1)));
    EXPECT_THAT(plan.steps.front().reason, HasSubstr("Failover Manager ordered it out at 12:00"));
    EXPECT_THAT(acts(reconcile(views, no_login)), ElementsAre(detaches(1)));
    const Views undone = ordered_out(all_up, {Party::manager, false, "12:00", {}, true});
    EXPECT_THAT(acts(reconcile(undone)), ElementsAre(detaches(1)));
}

TEST(PlanReconcile, TakesAPrimaryOutByOrderThatIsNotTheOneWritableServer)
{
    const auto plan = [](const ServerFacts& primary, const ServerFacts& first) {
        const Views views{
            all_up, {{0, primary}, {1, first}, {2, gone}}, {}, {}, {{0, {Party::manager, false, "12:00"}}}};
        return acts(reconcile(views));
    };
    EXPECT_THAT(plan(gone, streamer()), ElementsAre(detaches(0)));
    EXPECT_THAT(plan(silent, streamer()), ElementsAre(detaches(0)));
    EXPECT_THAT(plan(writer(1), writer(2)), ElementsAre(detaches(0), promotes(1)));
    EXPECT_THAT(plan(writer(1), writer(1)), ElementsAre(detaches(0)));
}

TEST(PlanReconcile, LetsAnOrderStand)
{
    for (const Party party : {Party::manager, Party::operators}) {
        EXPECT_THAT(reconcile(ordered_out(first_down, {party, true, "12:00"})).steps, IsEmpty());
    }
}

TEST(PlanReconcile, RepeatsAnOperatorsOrderThatWasUndone)
{
    EXPECT_THAT(acts(reconcile(ordered_out(all_up, {Party::operators, true, "12:00"}))), ElementsAre(detaches(1)));
}

TEST(PlanReconcile, TakesTheManagersListForItsLastWord)
{
    const efm::OrderedOut order{Party::manager, true, "12:00"};
    const auto with = [&](const PoolView& view, AgentType type) {
        return acts(reconcile(ordered_out(view, order, listing(type)), login_and_manager));
    };
    EXPECT_THAT(with(all_up, AgentType::standby), IsEmpty());
    const efm::OrderedOut lost{Party::manager, false, "12:00"};
    EXPECT_THAT(acts(reconcile(ordered_out(all_up, lost, listing(AgentType::standby)), login_and_manager)), IsEmpty());
    EXPECT_THAT(with(all_up, AgentType::idle), ElementsAre(detaches(1)));
    EXPECT_THAT(with(first_down, AgentType::standby), ElementsAre(attaches(1)));
    EXPECT_THAT(with(first_down, AgentType::idle), IsEmpty());
    EXPECT_THAT(acts(reconcile(ordered_out(all_up, order, manager_is_silent), login_and_manager)), IsEmpty());
    EXPECT_THAT(acts(reconcile(ordered_out(all_up, order))), IsEmpty());
}

// The order may be in another host's journal, and two hosts must not attach and detach in turns.
TEST(PlanReconcile, AttachesNoStandbyWhileTheManagerIsSilent)
{
    const Plan plan = reconcile({first_down, sound, manager_is_silent}, login_and_manager);
    EXPECT_THAT(plan.steps, IsEmpty());
    EXPECT_THAT(plan.remarks, ElementsAre(HasSubstr("cannot be asked: efm did not end in 2 s")));
}

// Pgpool marks all others down for a promote: nobody ordered that.
TEST(PlanReconcile, BringsBackWhatItsOwnPromoteTookAlongThoughTheManagerIsSilent)
{
    const PoolView promoted = pool(NodeStatus::up, NodeStatus::down, NodeStatus::down);
    const auto plan = [&](const std::set<int>& taken_along) {
        const Event event{.verb = Verb::reconcile, .target = -1, .party = Party::suite, .taken_along = taken_along};
        return acts(efm::make_plan(event, {promoted, sound, manager_is_silent}, login_and_manager));
    };
    EXPECT_THAT(plan({1, 2}), ElementsAre(attaches(1), attaches(2)));
    EXPECT_THAT(plan({2}), ElementsAre(attaches(2)));
}

TEST(PlanReconcile, AttachesNoStandbyThatTheManagerMayMean)
{
    const ManagerView doubtful{{{0, AgentType::primary}, {2, AgentType::standby}}, "", "db1"};
    const Plan plan = reconcile({first_down, sound, doubtful}, login_and_manager);
    EXPECT_THAT(plan.steps, IsEmpty());
    EXPECT_THAT(plan.remarks, ElementsAre(HasSubstr("lists db1, and which backend that is cannot be told")));
}

TEST(PlanReconcile, RepeatsTheManagersOrderAboutAServerThatIsGone)
{
    const auto about = [](const ServerFacts& facts) {
        Views views = ordered_out(all_up, {Party::manager, true, "12:00"});
        views.servers[1] = facts;
        return acts(reconcile(views));
    };
    EXPECT_THAT(about(gone), ElementsAre(detaches(1)));
    EXPECT_THAT(about(silent), IsEmpty());
}

TEST(PlanReconcile, TakesBackWhatItAttachedIfItIsGoneSince)
{
    const Views views{all_up, {{0, writer()}, {1, gone}, {2, streamer()}}};
    const Event event{.verb = Verb::reconcile, .target = -1, .party = Party::suite, .attached = {1}};
    EXPECT_THAT(acts(efm::make_plan(event, views, login)), ElementsAre(detaches(1)));
}

// Of the primary, whichever host has the order

Plan about_the_primary(NodeStatus status, std::optional<efm::OrderedOut> order, std::optional<ManagerView> manager)
{
    Views views{pool(status, NodeStatus::up, NodeStatus::up), sound, manager};
    if (order) views.ordered_out.emplace(0, *order);
    return reconcile(views, manager ? login_and_manager : login);
}

// The hook would have refused it, had it found the pool.
TEST(PlanReconcile, LeavesThePrimaryInWhoseAgentAloneIsGone)
{
    const std::vector<std::optional<ManagerView>> views{ManagerView{{{0, AgentType::down}}, ""}, ManagerView{},
                                                        manager_is_silent, std::nullopt};
    for (const auto& view : views) {
        for (const bool delivered : {true, false}) {
            const efm::OrderedOut order{Party::manager, delivered, "12:00"};
            const Plan plan = about_the_primary(NodeStatus::up, order, view);
            EXPECT_THAT(plan.steps, IsEmpty());
            EXPECT_THAT(plan.remarks, ElementsAre(HasSubstr("is alive and the only writable primary")));
            EXPECT_THAT(acts(about_the_primary(NodeStatus::down, order, view)), ElementsAre(attaches(0)));
        }
        const efm::OrderedOut by_operator{Party::operators, true, "12:00"};
        EXPECT_THAT(acts(about_the_primary(NodeStatus::up, by_operator, view)), ElementsAre(detaches(0)));
        EXPECT_THAT(acts(about_the_primary(NodeStatus::down, by_operator, view)), IsEmpty());
    }
}

// Taken out twice, it would go in and out in turns: a host that cannot ask the manager attaches it.
TEST(PlanReconcile, TakesThePrimaryOutOnceThatItsAgentHasOrderedOut)
{
    const ManagerView idle{{{0, AgentType::idle}}, ""};
    const efm::OrderedOut lost{Party::manager, false, "12:00"};
    const efm::OrderedOut delivered{Party::manager, true, "12:00"};
    EXPECT_THAT(acts(about_the_primary(NodeStatus::up, lost, idle)), ElementsAre(detaches(0)));
    EXPECT_THAT(acts(about_the_primary(NodeStatus::up, delivered, idle)), IsEmpty());
    const efm::OrderedOut seen_here{Party::manager, false, "12:00", {}, true};
    EXPECT_THAT(acts(about_the_primary(NodeStatus::up, seen_here, idle)), IsEmpty());
    for (const auto& order : {std::optional{lost}, std::optional{delivered}, std::optional<efm::OrderedOut>{}}) {
        EXPECT_THAT(acts(about_the_primary(NodeStatus::down, order, idle)), IsEmpty());
    }
}

TEST(PlanReconcile, LeavesOutWhatIsHeld)
{
    EXPECT_THAT(reconcile({first_down, sound, {}, {{1, "a new disk"}}}).steps, IsEmpty());
}

// Or "nothing to do" would be all that is said of a server that `status` calls detached though healthy.
TEST(PlanReconcile, SaysWhoseOrderOrHoldKeepsAServerOut)
{
    const auto said = [](const Views& views, const Policy& policy) {
        const std::vector<std::string> remarks = reconcile(views, policy).remarks;
        return remarks.size() == 1 ? remarks.front() : "";
    };
    const std::string who = "backend 1 (10.0.0.2:5432) is left out: ";
    EXPECT_EQ(said({first_down, sound, {}, {{1, "a new disk"}}}, login), who + "it is held: a new disk");
    EXPECT_EQ(said(ordered_out(first_down, {Party::operators, true, "12:00"}), login),
              who + "an operator ordered it out at 12:00");
    const efm::OrderedOut order{Party::manager, true, "12:00"};
    const std::string ordered = who + "Failover Manager ordered it out at 12:00, and ";
    EXPECT_EQ(said(ordered_out(first_down, order), login),
              ordered + "is not asked for its present word: set efm.command");
    EXPECT_EQ(said(ordered_out(first_down, order, manager_is_silent), login_and_manager),
              ordered + "cannot be asked: efm did not end in 2 s");
    EXPECT_EQ(said(ordered_out(first_down, order, listing(AgentType::idle)), login_and_manager),
              ordered + "lists it as idle");
    EXPECT_EQ(said(ordered_out(first_down, order, ManagerView{}), login_and_manager), ordered + "does not list it");
}

TEST(PlanReconcile, SkipsSlotsWithoutAHost)
{
    PoolView view = all_up;
    view.backends.push_back({.id = 3, .status = NodeStatus::unused});
    EXPECT_EQ(reconcile({view, sound}), Plan{});
}

}  // namespace
}  // namespace plan_test
