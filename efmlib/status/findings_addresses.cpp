#include <algorithm>

#include "findings.hpp"

namespace efm {
namespace {

using Kind = FindingKind;

void check_seat(Findings& found, std::size_t i, std::size_t pool)
{
    const ClusterRow& row = found.rows[i];
    const std::string name = "member " + row.address.host;
    const char* declare = "add it to pgpool.conf, or declare it with `map = ` or `unpooled = ` in hooks.conf";
    switch (row.seats[pool].seating) {
        case Seating::none:
            if (row.member->type == AgentType::witness) return;
            if (row.member->type == AgentType::down) {  // a lost witness is listed like this, too
                found.remark(Kind::member_without_backend, {i, pool},
                             "the lost " + name + " has no backend in " + found.pool(pool));
                return;
            }
            found.disagree(Kind::member_without_backend, {i, pool}, name + " has no backend in " + found.pool(pool),
                           declare);
            return;
        case Seating::unresolved:
            found.miss(
                Kind::address_unresolved, {i, pool},
                "whether " + name + " is a backend of " + found.pool(pool) + " is not known: a name cannot be resolved",
                "repair the name service, or say `map = ` in hooks.conf");
            return;
        case Seating::ambiguous:
            found.disagree(Kind::address_ambiguous, {i, pool}, name + " fits several backends of " + found.pool(pool),
                           "name efm.properties in hooks.conf for its db.port, or say `map = `");
            return;
        case Seating::pool_unseen:
        case Seating::backend:
        case Seating::unpooled:
            return;
    }
}

// A member that could not be placed may be this very backend.
bool may_be_a_member(const Findings& found, std::size_t i)
{
    for (std::size_t pool = 0; pool < found.survey.pools.size(); ++pool) {
        if (!found.rows[i].seats[pool].node) continue;
        const bool open = std::ranges::any_of(found.rows, [&](const ClusterRow& other) {
            const Seating seating = other.seats[pool].seating;
            return seating == Seating::unresolved || seating == Seating::ambiguous;
        });
        if (open) return true;
    }
    return false;
}

bool is_missing(const Findings& found, const std::string& host)
{
    const auto& missing = found.manager()->missing;
    return missing && std::ranges::any_of(*missing, [&](const std::string& address) {
               return is_same_host(address, host, found.survey.addressing.resolved);
           });
}

void check_membership(Findings& found, std::size_t i)
{
    const ClusterRow& row = found.rows[i];
    if (row.member || may_be_a_member(found, i) || is_missing(found, row.address.host)) return;
    found.disagree(Kind::backend_without_member, {i}, found.name(i) + " is a backend, but EFM lists no such member",
                   "start its agent (EFM 4 forgets a lost member), or say `map = ` in hooks.conf");
}

}  // namespace

void find_in_addresses(Findings& found)
{
    if (!found.manager()) return;
    for (std::size_t i = 0; i < found.rows.size(); ++i) {
        check_membership(found, i);
        if (!found.rows[i].member) continue;
        for (std::size_t pool = 0; pool < found.survey.pools.size(); ++pool) check_seat(found, i, pool);
    }
}

}  // namespace efm
