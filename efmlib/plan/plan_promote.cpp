// Rule 4: the pools agree that X is the primary, if X is.
#include <algorithm>
#include <vector>

#include "plan_draft.hpp"

namespace efm {
namespace {

// Its promotion may be under way. If it stays so, TYPE was wrong: the server decides.
void in_recovery(PlanDraft& draft, const ServerFacts& facts)
{
    if (draft.event.verb == Verb::promote || !facts.for_long) {
        return draft.refuse_for_now(Missing::recovery,
                                    "the server of " + to_string(draft.target()) + " is in recovery: it is a standby");
    }
    draft.plan.remarks.push_back("called a primary, but its server is in recovery: it is a standby");
}

void label_without_login(PlanDraft& draft)
{
    const int target = draft.event.target;
    if (draft.policy.proof == Proof::required) {
        return draft.refuse(Missing::login,
                            "all proofs are required (proof), but server.user is not set in hooks.conf");
    }
    const Backend* present = draft.attached_primary();
    if (!present) return draft.step(Act::promote, target, "the pool has no primary");
    const ServerFacts* facts = draft.facts_of(present->id);
    if (!facts) return;
    const std::string who = "the pool's primary, " + to_string(*present) + ", ";
    const std::string remedy = "; without server.user in hooks.conf nobody can tell which of the two is writable";
    switch (facts->contact) {
        case Contact::answers:
        case Contact::not_ready:
            return draft.refuse(Missing::login, who + "still answers" + remedy);
        case Contact::refused:
            return draft.step(Act::promote, target, who + "is gone: " + facts->failure);
        case Contact::silent:
            if (facts->for_long) return draft.step(Act::promote, target, who + "stays silent");
            return draft.refuse_for_now(Missing::login, who + "is silent, which is no proof yet" + remedy);
        case Contact::unknown:
            return draft.refuse_for_now(Missing::login, who + "cannot be tried: " + facts->failure + remedy);
    }
}

std::vector<int> proved_siblings(PlanDraft& draft)
{
    std::vector<int> proved;
    for (const Backend& sibling : draft.views.pool.backends) {
        if (sibling.id == draft.event.target || draft.is_out(sibling)) continue;
        if (draft.views.held.contains(sibling.id)) continue;
        if (draft.standby(sibling.id).kind == Verdict::Kind::proved) proved.push_back(sibling.id);
    }
    return proved;
}

// For who is down Pgpool calls its follow command, which waits for a server that may come; not for the old primary.
// Where Pgpool knows none, that is the one who is gone.
bool would_be_waited_for(const PlanDraft& draft, const std::vector<int>& along)
{
    std::size_t left = 0;
    bool knows_primary = false;
    for (const Backend& other : draft.views.pool.backends) {
        if (other.id == draft.event.target || std::ranges::find(along, other.id) != along.end()) continue;
        const bool is_old_primary = other.role == pcp::Role::primary;
        knows_primary = knows_primary || is_old_primary;
        if (!is_old_primary) ++left;
    }
    return left > (knows_primary ? 0 : 1);
}

// Pgpool marks all others down for a promote. Who is proved by now comes back in the same moment; nobody is asked for
// it. Not while the follow command would wait for somebody: Pgpool's main process, which has an attach to do, may wait
// for that command's end, and serve nobody meanwhile.
void bring_along(PlanDraft& draft)
{
    const bool would_ask = draft.event.party != Party::manager && draft.policy.has_manager && !draft.views.manager;
    if (!draft.policy.proves() || would_ask) return;
    const std::vector<int> along = proved_siblings(draft);
    if (would_be_waited_for(draft, along)) return;
    for (const int sibling : along) {
        draft.step(Act::attach, sibling, "it streams from the new primary, and the promote marks it down");
    }
}

}  // namespace

void plan_promote(PlanDraft& draft)
{
    if (draft.target().role == pcp::Role::primary && is_attached(draft.target().status)) {
        return plan_siblings(draft);
    }
    const bool out = draft.is_out(draft.target());
    if (out && draft.is_held(draft.event.target)) return;
    if (draft.policy.proof != Proof::off) {
        if (draft.policy.has_login && !draft.asked_all()) return;  // at once, as the label will want them all
        const ServerFacts* facts = draft.facts_of(draft.event.target);
        if (!facts) return;
        if (!facts->answers()) {
            return draft.refuse_for_now(
                Missing::answer, "the server of " + to_string(draft.target()) + " does not answer: " + facts->failure);
        }
    }
    if (out) draft.step(Act::attach, draft.event.target, "Pgpool ignores a promote of what is down");
    plan_label(draft);
    if (draft.plan.refusal) draft.plan.steps.clear();
}

void plan_label(PlanDraft& draft)
{
    const int target = draft.event.target;
    if (draft.target().role == pcp::Role::primary) return;
    if (draft.policy.proof == Proof::off) return draft.step(Act::promote, target, "no proof was asked for");
    const bool known = draft.policy.has_login ? draft.asked_all() : draft.facts_of(target) != nullptr;
    if (!known) return;
    const ServerFacts& facts = *draft.facts_of(target);
    if (facts.in_recovery == true) return in_recovery(draft, facts);
    if (facts.in_recovery == false) {
        if (draft.refuse(draft.primary(target))) return;
        draft.step(Act::promote, target, "its server is out of recovery");
        return bring_along(draft);
    }
    if (!draft.policy.has_login) return label_without_login(draft);
    draft.refuse_for_now(Missing::recovery, "the server of " + to_string(draft.target()) +
                                                " cannot be asked whether it is in recovery: " + facts.failure);
}

void plan_siblings(PlanDraft& draft)
{
    if (!draft.policy.proves()) return;
    for (const Backend& sibling : draft.views.pool.backends) {
        const bool taken = draft.event.taken_along.contains(sibling.id) && draft.is_out(sibling);
        if (!taken || sibling.id == draft.event.target || draft.views.held.contains(sibling.id)) continue;
        const Verdict verdict = draft.standby(sibling.id);
        if (verdict.kind == Verdict::Kind::open) return;
        if (verdict.kind == Verdict::Kind::proved) {
            draft.step(Act::attach, sibling.id, "it streams from the new primary");
        } else if (verdict.kind == Verdict::Kind::later && draft.facts_of(sibling.id)->answers()) {
            draft.plan.hopes.push_back(verdict.reason);
        } else {
            draft.plan.remarks.push_back("left out: " + verdict.reason);
        }
    }
}

}  // namespace efm
