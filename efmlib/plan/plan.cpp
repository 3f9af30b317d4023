#include "efm/plan.hpp"

#include <algorithm>
#include <cassert>

#include "plan_draft.hpp"

namespace efm {
namespace {

// Why Pgpool's watchdog is against a step; empty if it is not.
std::string objection(const Step& step, const Views& views)
{
    if (step.act == Act::detach) return "";
    if (!views.closed.empty()) return views.closed;
    const Backend& backend = *views.pool.find(step.backend);
    if (backend.status != pcp::NodeStatus::quarantine) return "";
    return to_string(backend) + " is in quarantine, which Pgpool ends by itself when its own check succeeds";
}

// Nobody is let in against the watchdog: a pool without quorum, or a quarantine, tells that the pool cannot see what we
// see. Who has to go, goes.
void heed_watchdog(PlanDraft& draft)
{
    if (draft.policy.proof == Proof::off) return;
    std::erase_if(draft.plan.steps, [&](const Step& step) {
        const std::string why = objection(step, draft.views);
        if (why.empty()) return false;
        const bool is_the_event = draft.event.verb != Verb::reconcile && step.backend == draft.event.target;
        const std::string what = std::string(to_string(step.act)) + ' ' +
                                 to_string(*draft.views.pool.find(step.backend)) + " has to wait: " + why;
        if (!is_the_event) draft.plan.remarks.push_back(what);
        if (is_the_event && !draft.plan.refusal) draft.refuse_for_now(Missing::watchdog, what);
        return true;
    });
}

}  // namespace

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
    heed_watchdog(draft);
    return std::move(draft.plan);
}

std::size_t sent_together(const std::vector<Step>& steps)
{
    constexpr std::size_t most = 8;  // Pgpool queues 10 requests and drops the rest without a word
    std::size_t count = 0;
    for (const Step& step : steps) {
        const bool goes_along = count > 0 && steps.front().act == Act::promote && step.act == Act::attach;
        if (step.act != steps.front().act && !goes_along) break;
        ++count;
    }
    return std::min(count, most);
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
        case Missing::watchdog:
            return "watchdog";
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
