#include "findings.hpp"

namespace efm {
namespace {

using Kind = FindingKind;

std::string timeline_of(const ClusterRow& row)
{
    return row.timeline ? " (timeline " + std::to_string(*row.timeline) + ')' : "";
}

void find_unseen_server(Findings& found, std::size_t i)
{
    const ClusterRow& row = found.rows[i];
    if (row.role == ClusterRole::witness) return;
    if (!row.server) {
        if (row.address.port) return;
        found.miss(Kind::server_unseen, {i},
                   "the server of " + found.name(i) + " cannot be asked: its port is not known",
                   "name efm.properties in hooks.conf, for its db.port");
    } else if (row.server->contact == Contact::unknown) {
        found.miss(Kind::server_unseen, {i}, found.name(i) + " cannot be tried: " + row.server->failure);
    } else if (row.answers() && found.survey.has_login && !row.server->in_recovery) {
        found.miss(Kind::server_unseen, {i}, found.name(i) + " does not tell its state: " + row.server->failure,
                   "see server.user in docs/settings.md, and what to grant in docs/security.md");
    }
}

// What has to be done before clients read what is wrong.
std::string first_detach(const Findings& found, std::size_t i)
{
    return found.is_attached_anywhere(i) ? found.command("detach", i) + "; then " : "";
}

void find_second_primary(Findings& found, std::size_t i)
{
    const ClusterRow& row = found.rows[i];
    if (i == found.primary || !row.server || row.server->in_recovery != false) return;
    found.disagree(Kind::second_primary, {i},
                   found.name(i) + " is writable too" + timeline_of(row) + ", beside the primary " +
                       found.name(*found.primary) + timeline_of(*found.primary_row()),
                   first_detach(found, i) + "stop it and rebuild it as a standby (pg_rewind or pg_basebackup)");
}

void find_misfit(Findings& found, std::size_t i)
{
    const Fitness fitness = fitness_of(found, i);
    const std::string rebuild =
        first_detach(found, i) + "rebuild it as a standby of the primary (pg_rewind or pg_basebackup)";
    const std::string name = found.name(i);
    if (fitness.foreign) {
        const std::string own = std::to_string(*found.rows[i].server->system_identifier);
        found.disagree(Kind::foreign_system, {i}, name + " belongs to another cluster: its system identifier is " + own,
                       rebuild);
    }
    const auto timelines = [&](const char* verb) {
        return name + " receives timeline " + std::to_string(*found.rows[i].server->timeline) + ", the primary " +
               verb + ' ' + std::to_string(*found.primary_row()->timeline);
    };
    if (fitness.older) found.disagree(Kind::older_timeline, {i}, timelines("has gone on to"), rebuild);
    if (fitness.newer) found.disagree(Kind::newer_timeline, {i}, timelines("is only on"), "find who feeds it");
    if (!fitness.idle) return;
    const std::string sentence = "the standby " + name + " receives no WAL";
    const char* remedy = "see its log; is its primary_conninfo that of the primary?";
    if (found.is_attached_anywhere(i))
        found.disagree(Kind::not_streaming, {i}, sentence + ", and answers reads with what it has", remedy);
    else
        found.remark(Kind::not_streaming, {i}, sentence, remedy);
}

}  // namespace

void find_unseen(Findings& found)
{
    const Survey& survey = found.survey;
    if (survey.manager && survey.manager->failure) {
        found.miss(Kind::manager_unseen, {}, std::string("EFM cannot be seen: ") + survey.manager->failure->what());
    }
    for (std::size_t pool = 0; pool < survey.pools.size(); ++pool) {
        const auto& view = survey.pools[pool].view;
        if (view.failure) {
            found.miss(Kind::pool_unseen, {{}, pool}, found.pool(pool) + " cannot be seen: " + view.failure->what());
        } else if (view.value && view.value->watchdog_failure) {
            found.miss(
                Kind::watchdog_unseen, {{}, pool},
                "the watchdog of " + found.pool(pool) + " cannot be seen: " + view.value->watchdog_failure->what());
        }
    }
    for (std::size_t i = 0; i < found.rows.size(); ++i) find_unseen_server(found, i);
}

void find_in_servers(Findings& found)
{
    if (!found.primary && !found.rows.empty()) {
        const bool should_ask = !found.survey.has_login && found.does_any_answer();
        found.disagree(Kind::no_primary, {}, "nobody is known to be the primary",
                       should_ask ? "set server.user in hooks.conf, and the servers will be asked" : "");
    }
    for (std::size_t i = 0; i < found.rows.size(); ++i) {
        find_second_primary(found, i);
        find_misfit(found, i);
    }
}

}  // namespace efm
