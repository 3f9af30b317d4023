// Rule 6: make the pool agree with what is true, and with what was ordered. It undoes drift, never an order, and takes
// nobody out without proof: silence is none.
#include <algorithm>

#include "plan_draft.hpp"

namespace efm {
namespace {

class Reconciler {
public:
    explicit Reconciler(PlanDraft& draft) : draft_(draft), attached_(count_attached()) {}

    void plan()
    {
        if (!has_asked()) return;
        if (!draft_.policy.proves()) {
            carry_out_orders();
            return remark(no_proof() + "only orders are carried out");
        }
        std::string why_not;
        primary_ = draft_.find_primary(why_not);
        carry_out_orders();
        if (!primary_) return remark("nothing is attached or promoted: " + why_not);
        agree_on(*primary_);
        for (const Backend& backend : draft_.views.pool.backends) {
            if (!backend.host.empty() && !is_the_primary(backend)) settle(backend);
        }
    }

private:
    // The servers and the manager at once.
    bool has_asked()
    {
        const bool servers = !draft_.policy.proves() || draft_.asked_all();
        const bool manager = !draft_.policy.has_manager || draft_.manager();
        return servers && manager;
    }

    std::string no_proof() const
    {
        return draft_.policy.has_login ? "no proof is asked for (proof = off): "
                                       : "without server.user nothing is proved: ";
    }

    void remark(const std::string& words) { draft_.plan.remarks.push_back(words); }

    long count_attached() const
    {
        return std::ranges::count_if(draft_.views.pool.backends,
                                     [](const Backend& backend) { return is_attached(backend.status); });
    }

    const OrderedOut* order_about(int backend) const
    {
        const auto found = draft_.views.ordered_out.find(backend);
        return found == draft_.views.ordered_out.end() ? nullptr : &found->second;
    }

    // What the manager lists it as now; empty if it does not list it, or does not say.
    std::optional<AgentType> listed(int backend)
    {
        if (!draft_.policy.has_manager || !draft_.manager()->failure.empty()) return std::nullopt;
        const auto& all = draft_.manager()->listed;
        const auto found = all.find(backend);
        return found == all.end() ? std::nullopt : std::optional{found->second};
    }

    // Why it is not known whether the manager lists it. Empty if it is, or if there is no manager to ask.
    std::string silence_about(int backend)
    {
        if (!draft_.policy.has_manager || listed(backend)) return "";
        const ManagerView& view = *draft_.manager();
        if (!view.failure.empty()) return "cannot be asked: " + view.failure;
        return view.doubt.empty() ? "" : "lists " + view.doubt + ", and which backend that is cannot be told";
    }

    bool is_in_service(int backend)
    {
        const auto type = listed(backend);
        return type == AgentType::standby || type == AgentType::primary || type == AgentType::promoting;
    }

    bool is_the_primary(const Backend& backend) const { return primary_ && primary_->id == backend.id; }

    // Its host says so. No reason by itself, but one to repeat an order that somebody undid.
    bool is_gone(int backend) const
    {
        const auto facts = draft_.views.servers.find(backend);
        return facts != draft_.views.servers.end() && facts->second.contact == Contact::refused;
    }

    // Empty if it may come in. The manager's next word may have been given on another host: its status says so. About
    // the one writable primary an order that its own agent does not stand by is none: only the agent is gone (rule 3).
    // Every host comes to the same result then, whichever of them has the order.
    std::string what_keeps_out(const Backend& backend)
    {
        const auto hold = draft_.views.held.find(backend.id);
        if (hold != draft_.views.held.end()) return "it is held: " + hold->second;
        const OrderedOut* order = order_about(backend.id);
        if (order && order->party == Party::operators) return in_words(*order);
        if (is_the_primary(backend)) {
            return listed(backend.id) == AgentType::idle ? "Failover Manager lists it as idle" : "";
        }
        if (!order || is_in_service(backend.id)) return "";
        return in_words(*order) + ", and " + present_word_about(backend.id);
    }

    static std::string in_words(const OrderedOut& order)
    {
        return std::string(order.party == Party::operators ? "an operator" : "Failover Manager") +
               " ordered it out at " + order.when;
    }

    std::string present_word_about(int backend)
    {
        if (!draft_.policy.has_manager) return "is not asked for its present word: set efm.command";
        if (const auto type = listed(backend)) return "lists it as " + std::string(to_string(*type));
        const std::string silence = silence_about(backend);
        return silence.empty() ? "does not list it" : silence;
    }

    // What was not delivered everywhere is tried again, as it may have been undone since. The one writable primary goes
    // once, and if its own agent stands by the order (rule 3): where nobody can ask the manager it is attached again,
    // and two hosts must not do so in turns.
    bool has_to_go(const Backend& backend)
    {
        const OrderedOut* order = order_about(backend.id);
        if (!order) return false;
        if (order->party == Party::operators) return true;
        const auto type = listed(backend.id);
        const bool is_new = !order->delivered && !order->seen_here;
        if (is_the_primary(backend)) return is_new && type == AgentType::idle;
        if (is_in_service(backend.id)) return false;
        return !order->delivered || type == AgentType::idle || type == AgentType::down || is_gone(backend.id);
    }

    void carry_out_orders()
    {
        for (const Backend& backend : draft_.views.pool.backends) {
            if (!is_attached(backend.status)) continue;
            if (has_to_go(backend)) {
                take_out(backend, in_words(*order_about(backend.id)));
            } else if (is_the_primary(backend) && order_about(backend.id) && !is_in_service(backend.id)) {
                remark("left in though Failover Manager ordered it out: the server of " + to_string(backend) +
                       " is alive and the only writable primary");
            }
        }
    }

    void take_out(const Backend& backend, const std::string& why)
    {
        if (attached_ <= 1) return remark(to_string(backend) + " is the last one attached and is left in: " + why);
        --attached_;
        draft_.step(Act::detach, backend.id, why);
    }

    bool goes_already(const Backend& backend) const
    {
        return std::ranges::any_of(draft_.plan.steps, [&](const Step& step) { return step.backend == backend.id; });
    }

    // The manager may be in the middle of a promotion, or mean another one. Its silence says nothing, nor does the
    // loss of the primary's agent.
    bool is_the_managers(const Backend& primary)
    {
        const auto type = listed(primary.id);
        if (type == AgentType::primary) return true;
        if (type && type != AgentType::down) {
            remark("left as it is: Failover Manager lists " + to_string(primary) + " as " +
                   std::string(to_string(*type)) + ", not as primary");
            return false;
        }
        for (const Backend& other : draft_.views.pool.backends) {
            const auto others = listed(other.id);
            if (others != AgentType::primary && others != AgentType::promoting) continue;
            remark("left as it is: Failover Manager lists " + to_string(other) + " as " +
                   std::string(to_string(*others)) + ", not " + to_string(primary));
            return false;
        }
        return true;
    }

    void agree_on(const Backend& primary)
    {
        if (goes_already(primary)) return;
        if (draft_.primary(primary.id).kind != Verdict::Kind::proved || !is_the_managers(primary)) return;
        if (!is_attached(primary.status)) {
            const std::string why = what_keeps_out(primary);
            if (!why.empty()) return remark("the primary, " + to_string(primary) + ", is left out: " + why);
            if (primary.status != pcp::NodeStatus::quarantine) {
                draft_.step(Act::attach, primary.id, "its server is the writable primary");
            }
        } else if (primary.role != pcp::Role::primary) {
            draft_.step(Act::promote, primary.id, "its server is the writable primary");
        }
    }

    // The manager and its host say that the server is dead, and the manager is not in the middle of a promotion. Its
    // order may have been lost with a host, or a Pgpool that was killed.
    bool is_given_up(const Backend& backend)
    {
        const auto type = listed(backend.id);
        return is_gone(backend.id) && (type == AgentType::idle || type == AgentType::down) && primary_ &&
               listed(primary_->id) == AgentType::primary;
    }

    void settle(const Backend& backend)
    {
        if (goes_already(backend)) return;
        if (!is_attached(backend.status)) {
            const std::string why = what_keeps_out(backend);
            if (!why.empty()) return remark(to_string(backend) + " is left out: " + why);
        }
        const Verdict verdict = draft_.standby(backend.id);
        const bool is_ours = draft_.event.taken_along.contains(backend.id);  // down by our promote, by nobody's order
        const std::string silence = is_ours ? "" : silence_about(backend.id);
        if (is_attached(backend.status)) {
            const bool is_broken = draft_.event.attached.contains(backend.id) && is_gone(backend.id);
            if (verdict.against || is_broken) return take_out(backend, verdict.reason);
            if (is_given_up(backend)) take_out(backend, verdict.reason + ", and Failover Manager has given it up");
        } else if (backend.status == pcp::NodeStatus::quarantine) {
            remark(to_string(backend) + " is in quarantine, which Pgpool ends by itself");
        } else if (verdict.kind == Verdict::Kind::proved && !silence.empty()) {
            remark("left out: Failover Manager may have ordered " + to_string(backend) + " out, and " + silence);
        } else if (verdict.kind == Verdict::Kind::proved) {
            draft_.step(Act::attach, backend.id, draft_.why_standby());
        } else {
            remark("left out: " + verdict.reason);
        }
    }

    PlanDraft& draft_;
    long attached_;
    const Backend* primary_ = nullptr;  // the one writable server on the newest timeline
};

}  // namespace

void plan_reconcile(PlanDraft& draft)
{
    Reconciler(draft).plan();
}

}  // namespace efm
