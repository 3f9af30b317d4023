// Rule 1 and 2: attach with proof, by what the server is, whatever it was called.
#include "plan_draft.hpp"

namespace efm {
namespace {

// Attached beside the primary, a second writable server would get writes sooner or later.
bool is_second_primary(PlanDraft& draft)
{
    const Backend* present = draft.attached_primary();
    if (draft.event.type == MemberType::primary || !present || present->id == draft.event.target) return false;
    draft.refuse(Missing::primary, "the server of " + to_string(draft.target()) +
                                       " is out of recovery, and the pool has a primary, " + to_string(*present) +
                                       ": make it a standby first, or attach it with type p if it is the new primary");
    return true;
}

void attach_primary(PlanDraft& draft)
{
    if (draft.refuse(draft.primary(draft.event.target)) || is_second_primary(draft)) return;
    draft.step(Act::attach, draft.event.target, "its server is the writable primary");
}

void attach_standby(PlanDraft& draft)
{
    const Verdict verdict = draft.standby(draft.event.target);
    if (draft.refuse(verdict)) return;
    for (const std::string& warning : verdict.unproved) draft.plan.remarks.push_back(warning);
    draft.step(Act::attach, draft.event.target, draft.why_standby());
}

void bring_in(PlanDraft& draft)
{
    if (draft.is_held(draft.event.target)) return;
    if (draft.policy.proof == Proof::off) return attach_standby(draft);
    if (!draft.asked_for_attach(draft.event.target)) return;
    if (draft.facts_of(draft.event.target)->in_recovery == false) return attach_primary(draft);
    attach_standby(draft);
}

// What was proved before the act may be broken now. Silence is no reason to take it back.
void look_again(PlanDraft& draft)
{
    if (draft.policy.proof == Proof::off) return;
    const ServerFacts* facts = draft.facts_of(draft.event.target);
    if (!facts) return;
    const bool is_primary = facts->in_recovery == false;
    Verdict verdict = is_primary ? draft.primary(draft.event.target) : draft.standby(draft.event.target);
    if (facts->contact == Contact::refused) verdict.against = true;
    if (!verdict.against) return;
    draft.step(Act::detach, draft.event.target, "its proof has broken since it was attached");
    draft.refuse_for_now(verdict.proof, verdict.reason + "; it was attached and is taken out again");
}

}  // namespace

void plan_attach(PlanDraft& draft)
{
    if (!is_attached(draft.target().status)) {
        bring_in(draft);
    } else if (draft.event.attached.contains(draft.event.target)) {
        look_again(draft);
    }
    if (draft.plan.refusal || draft.event.type != MemberType::primary) return;
    plan_label(draft);
    plan_siblings(draft);
}

}  // namespace efm
