#include <algorithm>

#include "findings.hpp"

namespace efm {
namespace {

using Kind = FindingKind;

std::string why(const ClusterRow& row)
{
    return row.server->failure.empty() ? "" : ": " + row.server->failure;
}

void compare_role(Findings& found, std::size_t i)
{
    const ClusterRow& row = found.rows[i];
    if (!row.server || !row.server->in_recovery) return;
    const bool in_recovery = *row.server->in_recovery;
    const std::string& name = found.name(i);
    if (row.member->type == AgentType::primary && in_recovery) {
        found.disagree(Kind::manager_role, {i},
                       "EFM takes " + name + " for the primary, but its server is in recovery");
    } else if (row.member->type == AgentType::standby && !in_recovery && found.primary == i) {
        found.disagree(Kind::manager_role, {i}, "EFM takes " + name + " for a standby, but its server is writable");
    }
}

// An idle or lost agent says nothing of its database.
void compare_database(Findings& found, std::size_t i)
{
    const ClusterRow& row = found.rows[i];
    const bool watches = row.member->type == AgentType::primary || row.member->type == AgentType::standby;
    const std::string name = found.name(i);
    if (watches && row.is_dead() && row.member->database != Liveness::down) {
        found.disagree(Kind::manager_database, {i},
                       "EFM takes the database of " + name + " for running, but it takes no connections" + why(row),
                       "EFM may need its detection time; see the log of PostgreSQL there");
    } else if (watches && row.answers() && row.member->database == Liveness::down) {
        found.disagree(Kind::manager_database, {i}, "EFM takes the database of " + name + " for down, but it answers");
    }
}

void check_agent(Findings& found, std::size_t i)
{
    const ClusterRow& row = found.rows[i];
    const std::string name = found.name(i);
    if (row.member->type == AgentType::promoting) {
        found.remark(Kind::manager_promoting, {i}, "EFM is promoting " + name);
    } else if (row.member->type == AgentType::idle && may_be_a_standby(found, i)) {
        found.disagree(Kind::manager_idle, {i}, "EFM does not watch " + name + " (idle), though its server answers",
                       found.manager_command("resume") + ", on that host");
    } else if (row.member->type == AgentType::down && row.answers()) {
        found.disagree(Kind::manager_lost, {i}, "EFM has lost the agent of " + name + ", though its server answers",
                       "start the agent of EFM on that host");
    }
}

void count_primaries(Findings& found)
{
    const auto listed = primaries(*found.manager());
    std::string names;
    for (const Member* member : listed) names += (names.empty() ? "" : ", ") + member->address;
    if (listed.size() > 1) {
        found.disagree(Kind::manager_primaries, {},
                       "EFM lists " + std::to_string(listed.size()) + " primaries: " + names);
    } else if (listed.empty()) {
        found.disagree(Kind::manager_primaries, {}, "EFM lists no primary");
    }
}

void find_missing(Findings& found)
{
    const ClusterStatus& status = *found.manager();
    if (!status.missing) return;
    for (const std::string& address : *status.missing) {
        const Member* member = find(status, address);
        if (member && member->type == AgentType::down) continue;
        found.disagree(Kind::manager_missing, {}, "EFM misses its member " + address,
                       "start the agent of EFM on that host");
    }
}

void find_messages(Findings& found)
{
    const ClusterStatus& status = *found.manager();
    for (const std::string& message : status.messages) {
        found.remark(Kind::manager_message, {}, "EFM says: " + message);
    }
    if (status.healthy == false && status.messages.empty()) {
        found.remark(Kind::manager_message, {}, "EFM does not call its cluster healthy");
    }
    for (const std::string& remark : status.remarks) {
        found.remark(Kind::manager_report, {}, "EFM's report is odd: " + remark);
    }
}

std::string vip_of(const ClusterRow& row)
{
    return row.member && row.member->vip ? ' ' + *row.member->vip : "";
}

void find_holder(Findings& found)
{
    std::vector<std::size_t> holders;
    std::optional<std::size_t> configured;
    bool all_say = true;
    for (std::size_t i = 0; i < found.rows.size(); ++i) {
        const auto& member = found.rows[i].member;
        if (!member || !member->vip) continue;
        configured = i;
        if (member->vip_active == true) holders.push_back(i);
        all_say = all_say && member->vip_active.has_value();
    }
    if (holders.size() > 1) {
        std::string names;
        for (const std::size_t i : holders) names += (names.empty() ? "" : " and ") + found.rows[i].address.host;
        found.disagree(Kind::vip_twice, {},
                       "EFM's virtual address" + vip_of(found.rows[holders[0]]) + " is on " + names,
                       "take it off the one that is not the primary: efm_address, or ip address del");
    }
    for (const std::size_t i : holders) {
        if (!found.primary || found.primary == i) continue;
        found.disagree(Kind::vip_off_primary, {i},
                       "EFM's virtual address" + vip_of(found.rows[i]) + " is on " + found.rows[i].address.host +
                           ", the primary is " + found.name(*found.primary));
    }
    if (configured && holders.empty() && all_say && found.primary) {
        found.disagree(Kind::vip_nowhere, {}, "nobody holds EFM's virtual address" + vip_of(found.rows[*configured]));
    }
}

}  // namespace

void find_in_manager(Findings& found)
{
    if (!found.manager()) return;
    count_primaries(found);
    for (std::size_t i = 0; i < found.rows.size(); ++i) {
        if (!found.rows[i].member) continue;
        compare_role(found, i);
        compare_database(found, i);
        check_agent(found, i);
    }
    find_missing(found);
    find_messages(found);
}

void find_in_vip(Findings& found)
{
    find_holder(found);
    for (std::size_t pool = 0; pool < found.survey.pools.size(); ++pool) {
        const auto& report = found.survey.pools[pool].view.value;
        if (!report) continue;
        for (const std::string& delegate : report->delegate_addresses()) {
            const bool same = std::ranges::any_of(found.rows, [&](const ClusterRow& row) {
                return row.member && row.member->vip && is_same_host(*row.member->vip, delegate, {});
            });
            if (!same) continue;
            found.disagree(Kind::vip_is_delegate, {{}, pool},
                           "EFM and the watchdog of " + found.pool(pool) + " both manage the address " + delegate,
                           "give Pgpool's clients an address of their own (delegate_ip)");
        }
    }
}

}  // namespace efm
