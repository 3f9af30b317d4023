#include "plan_draft.hpp"

#include <algorithm>
#include <tuple>
#include <utility>

namespace efm {
namespace {

using Kind = Verdict::Kind;

const std::string of_two_clusters =
    "the servers that answer are of different clusters, and it cannot be told which is this one";

Verdict later(Missing proof, std::string reason)
{
    return {Kind::later, proof, std::move(reason)};
}

Verdict never(Missing proof, std::string reason)
{
    return {Kind::never, proof, std::move(reason), {}, true};
}

Verdict unfit_for_now(Missing proof, std::string reason)
{
    return {Kind::later, proof, std::move(reason), {}, true};
}

bool is_writable(const ServerFacts& facts)
{
    return facts.answers() && facts.in_recovery == false;
}

std::string of_timeline(const ServerFacts& facts)
{
    return facts.timeline ? " on timeline " + std::to_string(*facts.timeline) : "";
}

bool are_of_two_clusters(const ServerFacts& one, const ServerFacts& other)
{
    return one.system_identifier && other.system_identifier && one.system_identifier != other.system_identifier;
}

// What is not known, or cannot be compared, is taken for equal: each cluster numbers its timelines by itself.
bool is_older(const ServerFacts& one, const ServerFacts& other)
{
    return !are_of_two_clusters(one, other) && one.timeline && other.timeline && *one.timeline < *other.timeline;
}

}  // namespace

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
    if (verdict.kind == Kind::never) refuse(verdict.proof, verdict.reason);
    if (verdict.kind == Kind::later) refuse_for_now(verdict.proof, verdict.reason);
    return verdict.kind != Kind::proved;
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

// The identity that most attached servers have, or else most servers.
PlanDraft::Identity PlanDraft::identity() const
{
    std::map<std::uint64_t, std::pair<int, int>> votes;
    for (const auto& [backend, facts] : views.servers) {
        const Backend* here = views.pool.find(backend);
        if (!here || !facts.system_identifier) continue;
        auto& [attached, all] = votes[*facts.system_identifier];
        if (is_attached(here->status)) ++attached;
        ++all;
    }
    std::optional<std::uint64_t> best;
    std::pair<int, int> most{0, 0};
    for (const auto& [identifier, count] : votes) {
        if (count == most) best.reset();
        if (count > most) std::tie(best, most) = std::pair{std::optional{identifier}, count};
    }
    return {best, !votes.empty() && !best};
}

std::string PlanDraft::left_behind(int writer, int standby) const
{
    return name(writer) + " is writable" + of_timeline(views.servers.at(writer)) + ", and " + name(standby) +
           " receives timeline " + std::to_string(*views.servers.at(standby).timeline) +
           ": another server has been promoted";
}

// A standby that receives what a newer primary writes, one that cannot be asked perhaps. Null if there is none.
const Backend* PlanDraft::ahead_of(const ServerFacts& writer) const
{
    for (const auto& [backend, facts] : views.servers) {
        const Backend* here = views.pool.find(backend);
        const bool ours = writer.system_identifier && facts.system_identifier == writer.system_identifier;
        if (here && ours && facts.answers() && facts.receives == true && is_older(writer, facts)) return here;
    }
    return nullptr;
}

// Those that are writable and not of another cluster, but for those that another one supersedes.
std::vector<const Backend*> PlanDraft::newest_writers()
{
    const std::optional<std::uint64_t> system = identity().system;
    std::vector<const Backend*> writers;
    for (const auto& [backend, facts] : views.servers) {
        const Backend* here = views.pool.find(backend);
        const bool foreign = system && facts.system_identifier && facts.system_identifier != system;
        if (here && is_writable(facts) && !foreign) writers.push_back(here);
    }
    const auto all = writers;
    std::erase_if(writers, [&](const Backend* one) {
        return std::ranges::any_of(all, [&](const Backend* other) {
            return is_older(views.servers.at(one->id), views.servers.at(other->id));
        });
    });
    return writers;
}

const Backend* PlanDraft::find_primary(std::string& why_not)
{
    if (identity().disputed) {
        why_not = of_two_clusters;
        return nullptr;
    }
    const std::vector<const Backend*> writers = newest_writers();
    if (writers.size() == 1) {
        const Backend* ahead = ahead_of(views.servers.at(writers.front()->id));
        if (ahead) why_not = left_behind(writers.front()->id, ahead->id);
        return ahead ? nullptr : writers.front();
    }
    why_not = writers.empty() ? "no writable server of this cluster answers"
                              : to_string(*writers[0]) + " and " + to_string(*writers[1]) + " are both writable" +
                                    of_timeline(views.servers.at(writers[1]->id));
    return nullptr;
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

Verdict PlanDraft::primary(int backend)
{
    if (!asked_all()) return {Kind::open};
    const ServerFacts& facts = views.servers.at(backend);
    const auto [system, disputed] = identity();
    if (disputed) return later(Missing::identity, of_two_clusters);
    if (system && facts.system_identifier && facts.system_identifier != system) {
        return never(Missing::identity, name(backend) + " belongs to another cluster: its system identifier is " +
                                            std::to_string(*facts.system_identifier) + ", that of the others is " +
                                            std::to_string(*system));
    }
    for (const auto& [other, others] : views.servers) {
        if (other == backend || !views.pool.find(other) || !is_writable(others) || is_older(others, facts)) continue;
        const bool foreign = system && others.system_identifier && others.system_identifier != system;
        if (foreign) continue;
        const std::string who = to_string(*views.pool.find(other)) + " is writable" + of_timeline(others);
        if (!is_older(facts, others))
            return never(Missing::primary, name(backend) + " is writable" + of_timeline(facts) + ", and " + who);
        return never(Missing::primary, name(backend) + " is a diverged old primary: it is writable" +
                                           of_timeline(facts) + ", while " + who + "; rebuild it as a standby");
    }
    const Backend* ahead = is_writable(facts) ? ahead_of(facts) : nullptr;
    if (ahead) return never(Missing::timeline, left_behind(backend, ahead->id));
    return {};
}

bool PlanDraft::is_live_primary(int backend)
{
    const ServerFacts* facts = facts_of(backend);
    return facts && is_writable(*facts) && primary(backend).kind == Kind::proved;
}

}  // namespace efm
