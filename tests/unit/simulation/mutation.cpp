#include "mutation.hpp"

namespace simulation {
namespace {

using efm::Act;
using efm::Contact;
using efm::ServerFacts;
using efm::Verb;

void forget(ServerFacts& facts, const efm::Event& event, int backend, Mutation mutation)
{
    if (mutation == Mutation::no_timelines) facts.timeline.reset();
    if (mutation == Mutation::no_identity) facts.system_identifier.reset();
    if (mutation == Mutation::no_receivers && facts.receives) facts.receives = true;
    const bool promoted = event.verb == Verb::promote && backend == event.target;
    if (mutation == Mutation::no_recovery && promoted && facts.in_recovery) facts.in_recovery = false;
    if (mutation == Mutation::no_answer_needed && facts.contact == Contact::refused) {
        facts = {.contact = Contact::answers, .in_recovery = true, .receives = true};
    }
}

void bend(efm::Event& event, efm::Views& views, efm::Policy& policy, Mutation mutation)
{
    for (auto& [backend, facts] : views.servers) forget(facts, event, backend, mutation);
    if (mutation == Mutation::no_orders) views.ordered_out.clear();
    if (mutation == Mutation::no_second_look) event.attached.clear();
    if (mutation == Mutation::no_manager) policy.has_manager = false;
    if (mutation == Mutation::obedience && event.verb == Verb::detach) policy.has_login = false;
    if (mutation == Mutation::no_delivery) {
        for (auto& [backend, order] : views.ordered_out) order.delivered = true;
    }
    if (mutation == Mutation::last_one_too && event.verb == Verb::reconcile) {
        views.pool.backends.push_back({.id = 99, .status = pcp::NodeStatus::up});  // not to be the last one
    }
}

void bend(efm::Plan& plan, const efm::Event& event, const efm::Views& views, Mutation mutation)
{
    if (event.verb != Verb::reconcile || plan.has_questions()) return;
    const auto drop = [&](Act act) {
        std::erase_if(plan.steps, [&](const efm::Step& s) { return s.act == act; });
    };
    if (mutation == Mutation::no_labels) drop(Act::promote);
    if (mutation == Mutation::no_attach) drop(Act::attach);
    if (mutation != Mutation::silence_is_death) return;
    for (const auto& [backend, facts] : views.servers) {
        if (facts.contact == Contact::silent && is_attached(views.pool.find(backend)->status)) {
            plan.steps.push_back({Act::detach, backend, "it is silent"});
        }
    }
}

}  // namespace

efm::Plan make_plan(efm::Event event, efm::Views views, efm::Policy policy, Mutation mutation)
{
    if (mutation == Mutation::none) return efm::make_plan(event, views, policy);
    bend(event, views, policy, mutation);
    efm::Plan plan = efm::make_plan(event, views, policy);
    bend(plan, event, views, mutation);
    return plan;
}

}  // namespace simulation
