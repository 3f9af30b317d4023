#include "status.hpp"

#include "database.hpp"
#include "efm/parallel.hpp"
#include "member.hpp"

namespace standin {
namespace {

constexpr const char* wal_query =
    "SELECT pg_is_in_recovery(), "
    "CASE WHEN pg_is_in_recovery() THEN pg_last_wal_receive_lsn() END, "
    "CASE WHEN pg_is_in_recovery() THEN pg_last_wal_replay_lsn() ELSE pg_current_wal_lsn() END";

NodeReport node_report(const MemberState& state)
{
    return {state.address, to_string(state.type), state.db, state.vip, state.vip_active, std::nullopt};
}

WalReport wal_report(const Config& config, const MemberState& state)
{
    const DbAnswer answer = ask_database(login_of(config, state.address), wal_query, config.time("remote.timeout"));
    if (!answer.ok()) return {"UNKNOWN", "UNKNOWN", "UNKNOWN", answer.error};
    const bool standby = answer.values[0] == "t";
    WalReport report{standby ? "Standby" : "Primary", answer.values[1], answer.values[2], ""};
    const bool wrong = state.type == MemberType::standby && !standby;
    if (wrong || (state.type == MemberType::idle && !standby)) report.info = "DB is not in recovery.";
    if (state.type == MemberType::primary && standby) report.info = "DB is in recovery.";
    return report;
}

}  // namespace

ClusterReport survey(const Call& call)
{
    const Json answer = call.ask_agent({{"do", "status"}, {"by", "command line"}}, false);
    ClusterReport report;
    report.cluster = call.config.cluster();
    report.generation = call.config.generation();
    std::vector<MemberState> members;
    for (const Json& member : answer.at("members")) members.push_back(member_from(member));
    for (const MemberState& member : members) report.nodes.push_back(node_report(member));
    efm::in_parallel(members.size(), [&](std::size_t i) {
        if (members[i].type != MemberType::witness) report.nodes[i].wal = wal_report(call.config, members[i]);
    });
    if (report.generation.shows_down_rows()) {
        for (const Json& address : answer.at("down")) {
            const std::string vip = call.config.text("virtual.ip");
            report.nodes.push_back({address, "DOWN", "N/A", vip, false, std::nullopt});
        }
    }
    answer.at("allowed").get_to(report.allowed);
    answer.at("coordinator").get_to(report.coordinator);
    answer.at("priority").get_to(report.priority);
    answer.at("minimum").get_to(report.minimum_standbys);
    answer.at("missing").get_to(report.missing);
    call.faults.spoil(report);
    return report;
}

Outcome cluster_status(const Call& call)
{
    const ClusterReport report = survey(call);
    return {as_text(report), is_healthy(report) ? 0 : 1};
}

Outcome cluster_status_json(const Call& call)
{
    const ClusterReport report = survey(call);
    return {as_json(report) + "\n", is_healthy(report) ? 0 : 1};
}

Outcome node_status_json(const Call& call)
{
    const Json answer = call.ask_agent({{"do", "state"}, {"by", "command line"}}, false);
    const NodeReport node = node_report(member_from(answer.at("state")));
    const bool well = node.type != "Idle" && node.db != "UNKNOWN";
    return {as_json(node, call.config.generation()) + "\n", well ? 0 : 1};
}

}  // namespace standin
