// Rule 1: what has to be proved of a standby before it is attached.
#include <utility>

#include "plan_draft.hpp"

namespace efm {
namespace {

using Kind = Verdict::Kind;

Verdict unfit_for_now(Missing proof, std::string reason)
{
    return {Kind::later, proof, std::move(reason), {}, true};
}

}  // namespace

Verdict PlanDraft::standby(int backend)
{
    Verdict verdict;
    if (policy.proof == Proof::off) return verdict;
    if (!asked_for_attach(backend)) return {Kind::open};
    if (const auto no = own_word(backend, verdict)) return *no;
    if (policy.has_login) {
        std::string why_not;
        const Backend* primary = find_primary(why_not);
        if (!primary) return later(Missing::primary, name(backend) + " follows nobody known: " + why_not);
        if (const auto no = of_primary(backend, *primary, verdict)) return *no;
    }
    return managers_word(backend).value_or(verdict);  // last: whatever it says, the servers' own words count
}

std::string PlanDraft::why_standby() const
{
    if (policy.proof == Proof::off) return "no proof was asked for";
    return policy.has_login ? "its server streams from the primary" : "its server answers";
}

// What cannot be asked here is let pass with a warning, unless all proofs are required.
std::optional<Verdict> PlanDraft::missing(Verdict& verdict, Missing proof, const std::string& what,
                                          const std::string& remedy) const
{
    if (policy.proof == Proof::required) {
        return Verdict{Kind::never, proof, what + ", and all proofs are required (proof): " + remedy};
    }
    verdict.unproved.push_back(what + ": " + remedy);
    return std::nullopt;
}

std::optional<Verdict> PlanDraft::own_word(int backend, Verdict& verdict)
{
    const ServerFacts& facts = views.servers.at(backend);
    if (!facts.answers()) return later(Missing::answer, name(backend) + " does not answer: " + facts.failure);
    if (!policy.has_login)
        return missing(verdict, Missing::login, "only its answer is proved", "set server.user in hooks.conf");
    if (!facts.in_recovery) {
        return later(Missing::recovery, name(backend) + " cannot be asked whether it is in recovery: " + facts.failure);
    }
    if (*facts.in_recovery) return std::nullopt;
    return never(Missing::recovery, name(backend) + " is out of recovery" + of_timeline(facts) + ": it follows nobody");
}

std::optional<Verdict> PlanDraft::of_primary(int backend, const Backend& primary, Verdict& verdict)
{
    const ServerFacts& facts = views.servers.at(backend);
    const ServerFacts& writer = views.servers.at(primary.id);
    const std::string grant = "grant EXECUTE on pg_control_system() to server.user";
    if (!facts.system_identifier || !writer.system_identifier) {
        if (const auto no = missing(verdict, Missing::identity, "the system identifiers cannot be compared", grant))
            return no;
    } else if (facts.system_identifier != writer.system_identifier) {
        return never(Missing::identity, name(backend) + " belongs to another cluster: its system identifier is " +
                                            std::to_string(*facts.system_identifier) + ", that of the primary, " +
                                            to_string(primary) + ", is " + std::to_string(*writer.system_identifier));
    }
    if (const auto no = receiver(backend, primary, verdict)) return no;
    return lag(backend, primary);
}

std::optional<Verdict> PlanDraft::receiver(int backend, const Backend& primary, Verdict& verdict)
{
    const ServerFacts& facts = views.servers.at(backend);
    const ServerFacts& writer = views.servers.at(primary.id);
    const std::string of_the_primary = "the primary, " + to_string(primary) + ',';
    if (!facts.receives) {
        return missing(verdict, Missing::stream, "its WAL receiver cannot be seen",
                       "grant pg_read_all_stats to server.user");
    }
    if (!*facts.receives)
        return later(Missing::stream, name(backend) + " does not stream from the primary, " + to_string(primary));
    if (is_older(facts, writer)) {
        return unfit_for_now(Missing::timeline, name(backend) + " receives timeline " +
                                                    std::to_string(*facts.timeline) + ", but " + of_the_primary +
                                                    " writes timeline " + std::to_string(*writer.timeline));
    }
    if (is_older(writer, facts)) {
        return later(Missing::timeline, name(backend) + " receives timeline " + std::to_string(*facts.timeline) +
                                            ", which is newer than " + of_the_primary +
                                            " has: another server has been promoted");
    }
    return std::nullopt;
}

std::optional<Verdict> PlanDraft::lag(int backend, const Backend& primary) const
{
    const ServerFacts& facts = views.servers.at(backend);
    const std::optional<Lsn> written = views.servers.at(primary.id).position;
    if (!policy.max_lag || !written || !facts.replayed || *written <= *facts.replayed) return std::nullopt;
    const std::uint64_t behind = written->value - facts.replayed->value;
    if (behind <= *policy.max_lag) return std::nullopt;
    return later(Missing::lag, name(backend) + " lags: it is " + std::to_string(behind) +
                                   " bytes behind the primary, " + std::to_string(*policy.max_lag) +
                                   " are allowed (max_lag)");
}

// Its silence says nothing.
std::optional<Verdict> PlanDraft::managers_word(int backend)
{
    if (event.party == Party::manager || !policy.has_manager) return std::nullopt;
    const ManagerView& view = *manager();
    if (!view.failure.empty()) return std::nullopt;
    const auto entry = view.listed.find(backend);
    const std::string who = to_string(*views.pool.find(backend));
    if (entry == view.listed.end() && !view.doubt.empty()) return std::nullopt;
    if (entry == view.listed.end())
        return later(Missing::manager, "Failover Manager does not list " + who + " as a member");
    if (entry->second == AgentType::standby) return std::nullopt;
    const bool may_be_primary = !views.servers.at(backend).in_recovery;
    if (may_be_primary && entry->second == AgentType::primary) return std::nullopt;
    return later(Missing::manager, "Failover Manager lists " + who + " as " + std::string(to_string(entry->second)) +
                                       ", not as a standby");
}

}  // namespace efm
