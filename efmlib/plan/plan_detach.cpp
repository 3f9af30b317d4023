// Rule 3: obey, except on proof that it is the one writable primary and that only its agent is gone.
#include "plan_draft.hpp"

namespace efm {
namespace {

// How its agent is gone; empty if it is not, or while that is still asked.
std::string loss_of_agent(PlanDraft& draft)
{
    const std::string elsewhere = "this call comes from another host";
    if (!draft.policy.has_manager) return elsewhere;
    const ManagerView* manager = draft.manager();
    if (!manager) return "";
    if (!manager->failure.empty()) return elsewhere + " and Failover Manager does not answer";
    const auto entry = manager->listed.find(draft.event.target);
    if (entry == manager->listed.end() && !manager->doubt.empty())
        return elsewhere + " and which backend Failover Manager means by " + manager->doubt + " cannot be told";
    if (entry == manager->listed.end()) return "Failover Manager does not list it any more";
    return entry->second == AgentType::down ? "Failover Manager lists it as DOWN" : "";
}

bool is_alive_without_agent(PlanDraft& draft)
{
    const Backend* primary = draft.attached_primary();
    const bool asks = primary && primary->id == draft.event.target && draft.policy.proves() && !draft.event.from_member;
    if (!asks || !draft.is_live_primary(draft.event.target)) return false;
    const std::string loss = loss_of_agent(draft);
    if (loss.empty()) return false;
    draft.refuse(Missing::manager,
                 "the server of " + to_string(draft.target()) + " is alive and the only writable primary, and " + loss +
                     ": only its agent is gone; to detach it all the same, use `pgpool_backend detach --force`");
    return true;
}

}  // namespace

// A slot that is unused is not routed to either, and Pgpool refuses to detach it.
void plan_detach(PlanDraft& draft)
{
    const pcp::NodeStatus status = draft.target().status;
    if (status == pcp::NodeStatus::quarantine) {
        return draft.refuse_for_now(Missing::nothing,
                                    to_string(draft.target()) + " is in quarantine: Pgpool takes no detach of it");
    }
    if (status == pcp::NodeStatus::down || status == pcp::NodeStatus::unused) return;
    if (is_alive_without_agent(draft)) return;
    draft.step(Act::detach, draft.event.target, "it is " + std::string(to_string(status)));
}

}  // namespace efm
