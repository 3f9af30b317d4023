#include "plan_draft.hpp"

#include <algorithm>
#include <utility>

namespace efm {

Verdict later(Missing proof, std::string reason)
{
    return {Verdict::Kind::later, proof, std::move(reason)};
}

Verdict never(Missing proof, std::string reason)
{
    return {Verdict::Kind::never, proof, std::move(reason), {}, true};
}

bool is_writable(const ServerFacts& facts)
{
    return facts.answers() && facts.in_recovery == false;
}

std::string of_timeline(const ServerFacts& facts)
{
    return facts.timeline ? " on timeline " + std::to_string(*facts.timeline) : "";
}

bool is_older(const ServerFacts& one, const ServerFacts& other)
{
    const bool of_two_clusters =
        one.system_identifier && other.system_identifier && one.system_identifier != other.system_identifier;
    return !of_two_clusters && one.timeline && other.timeline && *one.timeline < *other.timeline;
}

const Backend* PlanDraft::attached_primary() const
{
    const Backend* primary = views.pool.primary();
    return primary && is_attached(primary->status) ? primary : nullptr;
}

std::string PlanDraft::name(int backend) const
{
    return "the server of " + to_string(*views.pool.find(backend));
}

bool PlanDraft::refuse(const Verdict& verdict)
{
    if (verdict.kind == Verdict::Kind::never) refuse(verdict.proof, verdict.reason);
    if (verdict.kind == Verdict::Kind::later) refuse_for_now(verdict.proof, verdict.reason);
    return verdict.kind != Verdict::Kind::proved;
}

const ServerFacts* PlanDraft::facts_of(int backend)
{
    const auto found = views.servers.find(backend);
    if (found != views.servers.end()) return &found->second;
    if (std::ranges::find(plan.questions, backend) == plan.questions.end()) plan.questions.push_back(backend);
    return nullptr;
}

bool PlanDraft::asked_all()
{
    bool all = true;
    for (const Backend& backend : views.pool.backends) {
        if (!backend.host.empty() && !facts_of(backend.id)) all = false;
    }
    return all;
}

const ManagerView* PlanDraft::manager()
{
    if (views.manager) return &*views.manager;
    plan.ask_manager = true;
    return nullptr;
}

bool PlanDraft::is_held(int backend)
{
    const auto held = views.held.find(backend);
    if (held == views.held.end()) return false;
    refuse(Missing::hold, to_string(*views.pool.find(backend)) + " is held: " + held->second);
    return true;
}

bool PlanDraft::asked_for_attach(int backend)
{
    const bool servers = policy.has_login ? asked_all() : facts_of(backend) != nullptr;
    const bool needs_manager = event.party != Party::manager && policy.has_manager;
    return (!needs_manager || manager()) && servers;
}

}  // namespace efm
