#include "findings.hpp"

#include <algorithm>
#include <map>

namespace efm {
namespace {

// The one that counts: the primary's, else the one that most servers have.
std::optional<std::uint64_t> system_identifier(const Findings& findings)
{
    const ClusterRow* primary = findings.primary_row();
    if (primary && primary->server && primary->server->system_identifier) return primary->server->system_identifier;
    std::map<std::uint64_t, int> counts;
    std::optional<std::uint64_t> best;
    for (const ClusterRow& row : findings.rows) {
        if (!row.server || !row.server->system_identifier) continue;
        const std::uint64_t own = *row.server->system_identifier;
        ++counts[own];
        if (!best || counts[own] > counts[*best]) best = own;
    }
    return best;
}

}  // namespace

const ClusterStatus* Findings::manager() const
{
    return survey.manager && survey.manager->value ? &*survey.manager->value : nullptr;
}

bool Findings::is_primary_by_own_word() const
{
    const ClusterRow* row = primary_row();
    return row && row->server && row->server->in_recovery == false;
}

std::string Findings::name(std::size_t row) const
{
    const Address& address = rows[row].address;
    return address.port ? endpoint(address.host, *address.port) : address.host;
}

std::string Findings::pool(std::size_t pool) const
{
    return "pool " + survey.pools[pool].name;
}

std::string Findings::command(const char* verb, std::size_t row) const
{
    const Address& address = rows[row].address;
    const std::string port = address.port ? ' ' + std::to_string(*address.port) : "";
    return std::string("pgpool_backend ") + verb + ' ' + address.host + port;
}

std::string Findings::manager_command(const char* sub_command) const
{
    const ClusterStatus* status = manager();
    return std::string("efm ") + sub_command + ' ' + (status && status->cluster ? *status->cluster : "CLUSTER");
}

bool Findings::is_attached_anywhere(std::size_t row) const
{
    return std::ranges::any_of(rows[row].seats, &Seat::is_attached);
}

bool Findings::does_any_answer() const
{
    return std::ranges::any_of(rows, &ClusterRow::answers);
}

void Findings::disagree(FindingKind kind, Place place, std::string sentence, std::string remedy)
{
    found_.push_back({kind, Severity::disagreement, place.row, place.pool, std::move(sentence), std::move(remedy)});
}

void Findings::miss(FindingKind kind, Place place, std::string sentence, std::string remedy)
{
    found_.push_back({kind, Severity::unseen, place.row, place.pool, std::move(sentence), std::move(remedy)});
}

void Findings::remark(FindingKind kind, Place place, std::string sentence, std::string remedy)
{
    found_.push_back({kind, Severity::remark, place.row, place.pool, std::move(sentence), std::move(remedy)});
}

Fitness fitness_of(const Findings& findings, std::size_t row)
{
    Fitness fitness;
    const auto& server = findings.rows[row].server;
    if (!server) return fitness;
    const auto expected = system_identifier(findings);
    fitness.foreign = expected && server->system_identifier && *server->system_identifier != *expected;
    if (!findings.is_primary_by_own_word() || server->in_recovery != true) return fitness;
    const auto timeline = findings.primary_row()->timeline;
    fitness.older = timeline && server->timeline && *server->timeline < *timeline;
    fitness.newer = timeline && server->timeline && *server->timeline > *timeline;
    fitness.idle = server->receives == false;
    return fitness;
}

bool may_be_a_standby(const Findings& findings, std::size_t row)
{
    const ClusterRow& it = findings.rows[row];
    return it.answers() && it.server->in_recovery != false && fitness_of(findings, row).is_fit();
}

}  // namespace efm
