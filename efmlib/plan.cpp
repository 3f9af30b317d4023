#include "efm/plan.hpp"

#include <algorithm>
#include <cassert>

namespace efm {
namespace {

using pcp::NodeStatus;
using pcp::Role;

// One plan in the making: what is known, and what comes of it.
class Planner {
public:
    Planner(const Event& event, const PoolView& pool, const ServersView& servers, bool has_login)
        : event_(event), pool_(pool), servers_(servers), has_login_(has_login)
    {
        assert(pool.find(event.target));
    }

    Plan make()
    {
        switch (event_.verb) {
            case Verb::detach:
                detach();
                break;
            case Verb::attach:
                attach();
                break;
            case Verb::promote:
                promote();
                break;
            case Verb::follow:
                follow();
                break;
            case Verb::look:
                break;
        }
        if (!plan_.questions.empty()) plan_.steps.clear();
        return plan_;
    }

private:
    const Backend& target() const { return *pool_.find(event_.target); }

    void step(Act act, int backend, const std::string& reason) { plan_.steps.push_back({act, backend, reason}); }
    void refuse(const std::string& reason) { plan_.refusal = Refusal{reason, false}; }
    void refuse_for_now(const std::string& reason) { plan_.refusal = Refusal{reason, true}; }

    // Null puts the question first; the plan is made again with the answer.
    const ServerFacts* facts_of(int backend)
    {
        const auto found = servers_.find(backend);
        if (found != servers_.end()) return &found->second;
        if (std::ranges::find(plan_.questions, backend) == plan_.questions.end()) plan_.questions.push_back(backend);
        return nullptr;
    }

    // A slot that is unused is not routed to either, and Pgpool refuses to detach it.
    void detach()
    {
        const NodeStatus status = target().status;
        if (status == NodeStatus::quarantine) {
            return refuse_for_now(to_string(target()) + " is in quarantine: Pgpool takes no detach of it");
        }
        if (status != NodeStatus::down && status != NodeStatus::unused) {
            step(Act::detach, event_.target, "it is " + std::string(to_string(status)));
        }
    }

    void attach()
    {
        if (!is_attached(target().status)) {
            const ServerFacts* facts = facts_of(event_.target);
            if (!facts) return;
            if (!facts->answers()) return refuse_for_now(name() + " does not answer: " + facts->failure);
            if (is_second_primary(*facts)) return;
            step(Act::attach, event_.target, "its server answers");
        }
        if (event_.type == MemberType::primary) label_primary();
    }

    // Attached beside the primary, a second writable server would get writes sooner or later.
    bool is_second_primary(const ServerFacts& facts)
    {
        const Backend* present = attached_primary();
        if (event_.type == MemberType::primary || facts.in_recovery != false || !present) return false;
        refuse(name() + " is out of recovery, and the pool has a primary, " + to_string(*present) +
               ": make it a standby first, or attach it with type p if it is the new primary");
        return true;
    }

    const Backend* attached_primary() const
    {
        const Backend* primary = pool_.primary();
        return primary && is_attached(primary->status) ? primary : nullptr;
    }

    void promote()
    {
        if (target().role == Role::primary && is_attached(target().status)) return;
        const ServerFacts* facts = facts_of(event_.target);
        if (!facts) return;
        if (!facts->answers()) return refuse_for_now(name() + " does not answer: " + facts->failure);
        if (!is_attached(target().status)) step(Act::attach, event_.target, "Pgpool ignores a promote of what is down");
        label_primary();
        if (plan_.refusal) plan_.steps.clear();
    }

    // Pgpool's label is no proof of who is primary: the server's own word is, or that nobody else can be it.
    void label_primary()
    {
        if (target().role == Role::primary) return;
        const ServerFacts* facts = facts_of(event_.target);
        if (!facts) return;
        if (facts->in_recovery == false) return step(Act::promote, event_.target, "its server is out of recovery");
        if (facts->in_recovery == true) return in_recovery(*facts);
        if (has_login_) {
            return refuse_for_now(name() + " cannot be asked whether it is in recovery: " + facts->failure);
        }
        label_without_login();
    }

    // Its promotion may be under way. If it stays so, TYPE was wrong: the server decides.
    void in_recovery(const ServerFacts& facts)
    {
        if (event_.verb == Verb::promote || !facts.for_long) {
            return refuse_for_now(name() + " is in recovery: it is a standby");
        }
        plan_.remarks.push_back("called a primary, but its server is in recovery: it is a standby");
    }

    void label_without_login()
    {
        const Backend* present = attached_primary();
        if (!present) return step(Act::promote, event_.target, "the pool has no primary");
        const ServerFacts* facts = facts_of(present->id);
        if (!facts) return;
        const std::string who = "the pool's primary, " + to_string(*present) + ", ";
        const std::string remedy = "; without server.user in hooks.conf nobody can tell which of the two is writable";
        switch (facts->contact) {
            case Contact::answers:
            case Contact::not_ready:
                return refuse(who + "still answers" + remedy);
            case Contact::refused:
                return step(Act::promote, event_.target, who + "is gone: " + facts->failure);
            case Contact::silent:
                if (facts->for_long) return step(Act::promote, event_.target, who + "stays silent");
                return refuse_for_now(who + "is silent, which is no proof yet" + remedy);
            case Contact::unknown:
                return refuse_for_now(who + "cannot be tried: " + facts->failure + remedy);
        }
    }

    // The first call of a failover takes care of all siblings, so that one that is slow does not starve the next. Those
    // that are not ready with it have calls of their own.
    void follow()
    {
        if (is_attached(target().status) || event_.target == event_.old_primary) return;
        for (const Backend& backend : pool_.backends) {
            if (backend.host.empty() || is_attached(backend.status) || backend.id == event_.old_primary) continue;
            follow(backend);
        }
    }

    void follow(const Backend& backend)
    {
        const ServerFacts* facts = facts_of(backend.id);
        if (!facts) return;
        const bool is_target = backend.id == event_.target;
        if (!facts->answers()) {
            if (is_target) refuse_for_now(name() + " does not answer: " + facts->failure);
        } else if (facts->in_recovery == false) {
            if (is_target) refuse(name() + " is out of recovery: it does not follow anybody");
        } else if (!facts->in_recovery && !has_login_ && may_be_old_primary(backend.id)) {
            if (is_target) {
                refuse("which server was the primary is not known (%P), and without server.user in hooks.conf " +
                       name() + " could be it");
            }
        } else if (has_login_ && !facts->in_recovery) {
            if (is_target) {
                refuse_for_now(name() + " cannot be asked whether it is in recovery: " + facts->failure);
            }
        } else {
            step(Act::attach, backend.id, facts->in_recovery ? "its server is in recovery" : "its server answers");
        }
    }

    // When its search for a primary came to nothing Pgpool passes -1, and after two promotes in a row the new primary.
    // The old one is then the server that is gone, or else any that answers.
    bool may_be_old_primary(int id)
    {
        const Backend* present = attached_primary();
        if (event_.old_primary && !(present && present->id == *event_.old_primary)) return false;
        return std::ranges::none_of(pool_.backends, [&](const Backend& other) {
            if (other.host.empty() || is_attached(other.status) || other.id == id) return false;
            const ServerFacts* facts = facts_of(other.id);
            return facts &&
                   (facts->contact == Contact::refused || (facts->contact == Contact::silent && facts->for_long));
        });
    }

    std::string name() const { return "the server of " + to_string(target()); }

    const Event& event_;
    const PoolView& pool_;
    const ServersView& servers_;
    bool has_login_;
    Plan plan_;
};

}  // namespace

Plan make_plan(const Event& event, const PoolView& pool, const ServersView& servers, bool has_login)
{
    return Planner(event, pool, servers, has_login).make();
}

bool is_done(const Step& step, const Backend& seen)
{
    switch (step.act) {
        case Act::attach:
            return is_attached(seen.status);
        case Act::detach:
            return seen.status == NodeStatus::down;
        case Act::promote:
            return seen.role == Role::primary && is_attached(seen.status);
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
        case Verb::look:
            return "look";
    }
    return "?";
}

}  // namespace efm
