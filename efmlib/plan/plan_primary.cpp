// Rules 2 and 4: who the primary is, and whose cluster this is, by the servers' own words.
#include <algorithm>
#include <tuple>
#include <utility>

#include "plan_draft.hpp"

namespace efm {
namespace {

const std::string of_two_clusters =
    "the servers that answer are of different clusters, and it cannot be told which is this one";

}  // namespace

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

Verdict PlanDraft::primary(int backend)
{
    if (!asked_all()) return {Verdict::Kind::open};
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
    return facts && is_writable(*facts) && primary(backend).kind == Verdict::Kind::proved;
}

}  // namespace efm
