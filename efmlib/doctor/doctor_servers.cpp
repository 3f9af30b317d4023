#include <algorithm>

#include "doctor_checks.hpp"
#include "efm/cluster_view.hpp"

namespace efm {
namespace {

using std::chrono::milliseconds;

constexpr milliseconds tolerance{2'000};

std::string name_of(const SurveyedServer& server)
{
    return "server " + endpoint(server.host, server.port);
}

// How far the server's clock is from ours at least, whenever in our asking it was read. Below zero: it is behind.
milliseconds skew_of(const ServerFacts& facts, const Taken& taken)
{
    const auto since_epoch = [](auto point) {
        return std::chrono::duration_cast<milliseconds>(point.time_since_epoch());
    };
    const milliseconds end = since_epoch(taken.at);
    const milliseconds begin = end - taken.took;
    const milliseconds clock = since_epoch(*facts.clock);
    if (clock < begin) return clock - begin;
    return clock > end ? clock - end : milliseconds{0};
}

// How a finding of status is called here, and how grave it is. Those that are not here, others have said.
struct Mapped {
    FindingKind kind;
    const char* check;
    Verdict verdict;
};

constexpr Mapped mapped[] = {
    {FindingKind::member_without_backend, "member_without_backend", Verdict::failure},
    {FindingKind::backend_without_member, "backend_without_member", Verdict::failure},
    {FindingKind::address_unresolved, "address", Verdict::failure},
    {FindingKind::address_ambiguous, "address", Verdict::failure},
    {FindingKind::vip_is_delegate, "delegate_address", Verdict::failure},
};

// A server that is not seen is proved nothing of: no attach and no promote rests on it.
void say_unseen(const Finding& finding, const Evidence& evidence, Examination& found)
{
    const auto tell = evidence.survey.has_login ? &Examination::fail : &Examination::warn;
    (found.*tell)(
        "server_unseen", "EFM, Pgpool and servers", finding.sentence,
        finding.remedy.empty() ? "see routes and firewalls between this host and the server" : finding.remedy);
}

void say(const Finding& finding, Examination& found)
{
    const auto row = std::ranges::find(mapped, finding.kind, &Mapped::kind);
    const std::string remedy = finding.remedy.empty() ? "pgpool_backend status" : finding.remedy;
    if (row != std::end(mapped)) {
        const auto tell = row->verdict == Verdict::failure ? &Examination::fail : &Examination::warn;
        (found.*tell)(row->check, "EFM and Pgpool", finding.sentence, remedy);
    } else if (finding.severity == Severity::disagreement) {
        found.warn("agreement", "EFM, Pgpool and servers", finding.sentence, remedy);
    }
}

std::string login_advice(const std::string& failure, const Evidence& evidence)
{
    const bool has_none = failure.find("no password supplied") != std::string::npos;
    const std::string line = "host:port:database:" + evidence.settings.server_user + ":password";
    return (has_none ? "give user " + evidence.user + " a line " + line + " in its .pgpass (0600); " : "") +
           "see server.user, server.passfile in hooks.conf, and pg_hba.conf there (docs/security.md)";
}

}  // namespace

void check_server_login(const Evidence& evidence, Examination& found)
{
    const Survey& survey = evidence.survey;
    if (!survey.has_login) {
        found.warn(
            "server_user", "hooks.conf", "server.user is not set: attach and promote rest on pings alone",
            "CREATE ROLE efm_pgpool LOGIN; GRANT pg_read_all_stats TO efm_pgpool; then set it (docs/security.md)");
        return;
    }
    for (const SurveyedServer& server : survey.servers) {
        if (!server.view.value || !server.view.value->answers()) continue;
        if (server.view.value->in_recovery) {
            found.well("server_login", name_of(server), "lets " + evidence.settings.server_user + " in");
        } else {
            found.fail("server_login", name_of(server), server.view.value->failure,
                       login_advice(server.view.value->failure, evidence));
        }
    }
}

void check_server_rights(const Evidence& evidence, Examination& found)
{
    for (const SurveyedServer& server : evidence.survey.servers) {
        if (!server.view.value || server.view.value->in_recovery != true) continue;
        if (server.view.value->receives) {
            found.well("server_rights", name_of(server), "shows its WAL receiver");
            continue;
        }
        found.fail("server_rights", name_of(server),
                   "does not show its WAL receiver to " + evidence.settings.server_user + ": no standby can be proved",
                   "GRANT pg_read_all_stats TO " + evidence.settings.server_user + ", on the primary");
    }
}

void check_clocks(const Evidence& evidence, Examination& found)
{
    for (const SurveyedServer& server : evidence.survey.servers) {
        if (!server.view.value || !server.view.value->clock) continue;
        const milliseconds skew = skew_of(*server.view.value, server.view.taken);
        const milliseconds size = skew < milliseconds{0} ? -skew : skew;
        if (size < tolerance) {
            found.well("clock", name_of(server), "its clock is ours");
            continue;
        }
        const std::string seconds = std::to_string(size.count() / 1000) + " s";
        found.warn("clock", name_of(server),
                   "its clock is " + seconds + (skew < milliseconds{0} ? " behind ours" : " ahead of ours") +
                       ": journals and logs of several hosts will not line up",
                   "set up time synchronisation (chrony) on both hosts");
    }
}

void check_agreement(const Evidence& evidence, Examination& found)
{
    const ClusterView view = join(evidence.survey);
    if (!is_anything_seen(evidence.survey)) return;
    for (const Finding& finding : view.findings) {
        const bool is_refused = finding.row && view.rows[*finding.row].answers();  // server_login tells
        if (finding.kind == FindingKind::server_unseen && !is_refused) {
            say_unseen(finding, evidence, found);
        } else if (finding.severity == Severity::disagreement || finding.kind == FindingKind::address_unresolved) {
            say(finding, found);
        }
    }
    if (view.agrees()) found.well("agreement", "EFM, Pgpool and servers", verdict(evidence.survey, view));
}

}  // namespace efm
