#include "efm/plan.hpp"

#include <cassert>

#include "plan_draft.hpp"

namespace efm {

Plan make_plan(const Event& event, const Views& views, const Policy& policy)
{
    assert(event.verb == Verb::reconcile || views.pool.find(event.target));
    PlanDraft draft(event, views, policy);
    switch (event.verb) {
        case Verb::attach:
            plan_attach(draft);
            break;
        case Verb::detach:
            plan_detach(draft);
            break;
        case Verb::promote:
            plan_promote(draft);
            break;
        case Verb::follow:
            plan_follow(draft);
            break;
        case Verb::reconcile:
            plan_reconcile(draft);
            break;
        case Verb::look:
            break;
    }
    if (draft.plan.has_questions()) draft.plan.steps.clear();
    return std::move(draft.plan);
}

bool is_done(const Step& step, const Backend& seen)
{
    switch (step.act) {
        case Act::attach:
            return is_attached(seen.status);
        case Act::detach:
            return seen.status == pcp::NodeStatus::down;
        case Act::promote:
            return seen.role == pcp::Role::primary && is_attached(seen.status);
    }
    return false;
}

std::string_view to_string(Act act)
{
    switch (act) {
        case Act::attach:
            return "attach";
        case Act::detach:
            return "detach";
        case Act::promote:
            return "promote";
    }
    return "?";
}

std::string_view to_string(Missing proof)
{
    switch (proof) {
        case Missing::nothing:
            return "nothing";
        case Missing::answer:
            return "answer";
        case Missing::login:
            return "login";
        case Missing::recovery:
            return "recovery";
        case Missing::primary:
            return "primary";
        case Missing::identity:
            return "identity";
        case Missing::stream:
            return "stream";
        case Missing::timeline:
            return "timeline";
        case Missing::lag:
            return "lag";
        case Missing::manager:
            return "manager";
        case Missing::hold:
            return "hold";
    }
    return "?";
}

std::string_view to_string(Verb verb)
{
    switch (verb) {
        case Verb::attach:
            return "attach";
        case Verb::detach:
            return "detach";
        case Verb::promote:
            return "promote";
        case Verb::follow:
            return "follow";
        case Verb::reconcile:
            return "reconcile";
        case Verb::look:
            return "look";
    }
    return "?";
}

}  // namespace efm
