// A standby comes back once it streams from the new primary; the old primary never does by this.
#include <algorithm>

#include "plan_draft.hpp"

namespace efm {
namespace {

// When its search for a primary came to nothing Pgpool passes -1, and after two promotes in a row the new primary. The
// old one is then the server that is gone, or else any that answers.
bool may_be_old_primary(PlanDraft& draft, int id)
{
    const Backend* present = draft.attached_primary();
    const auto& old = draft.event.old_primary;
    if (old && !(present && present->id == *old)) return false;
    return std::ranges::none_of(draft.views.pool.backends, [&](const Backend& other) {
        if (!draft.is_out(other) || other.id == id) return false;
        const ServerFacts* facts = draft.facts_of(other.id);
        return facts && (facts->contact == Contact::refused || (facts->contact == Contact::silent && facts->for_long));
    });
}

Verdict verdict_of(PlanDraft& draft, const Backend& backend)
{
    Verdict verdict = draft.standby(backend.id);
    const bool blind = !draft.policy.has_login && verdict.kind == Verdict::Kind::proved;
    if (!blind || draft.policy.proof == Proof::off || !may_be_old_primary(draft, backend.id)) return verdict;
    return {Verdict::Kind::never, Missing::login,
            "which server was the primary is not known (%P), and without server.user in "
            "hooks.conf the server of " +
                to_string(backend) + " could be it"};
}

}  // namespace

// The first call of a failover takes care of all siblings, so that one that is slow does not starve the next. Those
// that are not ready with it have calls of their own.
void plan_follow(PlanDraft& draft)
{
    if (is_attached(draft.target().status) || draft.event.target == draft.event.old_primary) return;
    for (const Backend& backend : draft.views.pool.backends) {
        if (!draft.is_out(backend) || backend.id == draft.event.old_primary) continue;
        const bool is_target = backend.id == draft.event.target;
        if (is_target ? draft.is_held(backend.id) : draft.views.held.contains(backend.id)) continue;
        const Verdict verdict = verdict_of(draft, backend);
        if (verdict.kind == Verdict::Kind::open) continue;
        if (is_target) draft.refuse(verdict);
        if (verdict.kind != Verdict::Kind::proved) continue;
        draft.step(Act::attach, backend.id, draft.why_standby());
    }
}

}  // namespace efm
