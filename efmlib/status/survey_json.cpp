#include <algorithm>
#include <nlohmann/json.hpp>

#include "efm/cluster_view.hpp"

namespace efm {
namespace {

using nlohmann::ordered_json;

constexpr int schema = 1;

template <typename Value>
ordered_json optional(const std::optional<Value>& value)
{
    return value ? ordered_json(*value) : ordered_json(nullptr);
}

ordered_json optional(const std::optional<std::chrono::milliseconds>& span)
{
    return span ? ordered_json(span->count()) : ordered_json(nullptr);
}

ordered_json optional(const std::optional<Lsn>& lsn)
{
    return lsn ? ordered_json(to_string(*lsn)) : ordered_json(nullptr);
}

ordered_json optional(const std::optional<Error>& error)
{
    return error ? ordered_json(error->what()) : ordered_json(nullptr);
}

// A text that is empty where nothing is known.
ordered_json text_or_null(const std::string& text)
{
    return text.empty() ? ordered_json(nullptr) : ordered_json(text);
}

std::int64_t epoch_ms(const Taken& taken)
{
    return std::chrono::duration_cast<std::chrono::milliseconds>(taken.at.time_since_epoch()).count();
}

// A part's age is that at the survey's end.
template <typename Value>
ordered_json part_of(const Survey& survey, const View<Value>& view)
{
    return {{"seen", view.value.has_value()},
            {"error", optional(view.failure)},
            {"at", epoch_ms(view.taken)},
            {"age_ms", view.taken.age(survey.taken.mark).count()},
            {"took_ms", view.taken.took.count()}};
}

ordered_json manager_of(const Survey& survey)
{
    if (!survey.manager) return nullptr;
    ordered_json document = part_of(survey, *survey.manager);
    if (!survey.manager->value) return document;
    const ClusterStatus& status = *survey.manager->value;
    document["cluster"] = optional(status.cluster);
    document["healthy"] = optional(status.healthy);
    document["coordinator"] = optional(status.coordinator);
    document["failover_priority"] = optional(status.failover_priority);
    document["minimum_standbys"] = optional(status.minimum_standbys);
    document["missing"] = optional(status.missing);
    document["messages"] = status.messages;
    return document;
}

ordered_json pool_of(const Survey& survey, const SurveyedPool& pool)
{
    ordered_json document{{"pool", pool.name}};
    document.update(part_of(survey, pool.view));
    if (!pool.view.value) return document;
    const PoolReport& report = *pool.view.value;
    document["delegate_addresses"] = report.delegate_addresses();
    document["watchdog"] = nullptr;
    document["watchdog_error"] = optional(report.watchdog_failure);
    if (!report.watchdog) return document;
    ordered_json nodes = ordered_json::array();
    for (const pcp::WatchdogNode& node : report.watchdog->nodes) {
        nodes.push_back({{"name", node.name}, {"host", node.host}, {"state", node.state_name}});
    }
    document["watchdog"] = {{"quorum", to_string(report.watchdog->quorum)},
                            {"leader", text_or_null(report.watchdog->leader_name)},
                            {"escalated", report.watchdog->escalated},
                            {"nodes", std::move(nodes)}};
    return document;
}

ordered_json member_of(const ClusterRow& row)
{
    if (!row.member) return nullptr;
    const Member& member = *row.member;
    const auto word = [](const std::optional<Liveness>& liveness) {
        return liveness ? ordered_json(to_string(*liveness)) : ordered_json(nullptr);
    };
    return {{"address", member.address},
            {"type", to_string(member.type)},
            {"agent", word(member.agent)},
            {"database", word(member.database)},
            {"vip", optional(member.vip)},
            {"vip_active", optional(member.vip_active)},
            {"received", optional(member.received)},
            {"replayed", optional(member.replayed)},
            {"info", text_or_null(member.info)}};
}

ordered_json seat_of(const Survey& survey, const ClusterRow& row, std::size_t pool)
{
    const Seat& seat = row.seats[pool];
    ordered_json document{{"pool", survey.pools[pool].name}, {"seat", to_string(seat.seating)}};
    if (!seat.node) return document;
    document["id"] = seat.node->id;
    document["status"] = to_string(seat.node->status);
    document["role"] = to_string(seat.node->role);
    document["weight"] = optional(seat.node->weight);
    document["replication_state"] = optional(seat.node->replication_state);
    return document;
}

ordered_json server_of(const ClusterRow& row)
{
    if (!row.server) return nullptr;
    const ServerFacts& facts = *row.server;
    const auto& identifier = facts.system_identifier;
    return {{"contact", to_string(facts.contact)},
            {"error", text_or_null(facts.failure)},
            {"in_recovery", optional(facts.in_recovery)},
            {"version", facts.version == 0 ? ordered_json(nullptr) : ordered_json(facts.version)},
            {"system_identifier", identifier ? ordered_json(std::to_string(*identifier)) : ordered_json(nullptr)},
            {"timeline", optional(facts.timeline)},
            {"position", optional(facts.position)},
            {"replayed", optional(facts.replayed)},
            {"receives", optional(facts.receives)},
            {"upstream", text_or_null(facts.upstream)}};
}

ordered_json row_of(const Survey& survey, const ClusterView& view, std::size_t i)
{
    const ClusterRow& row = view.rows[i];
    const auto is_wrong = [&](const Finding& finding) {
        return finding.row == i && finding.severity == Severity::disagreement;
    };
    ordered_json document{{"node", name_of(row)},
                          {"address", row.address.host},
                          {"port", optional(row.address.port)},
                          {"agrees", std::ranges::none_of(view.findings, is_wrong)},
                          {"role", to_string(row.role)},
                          {"is_primary", view.primary ? ordered_json(*view.primary == i) : ordered_json(nullptr)},
                          {"timeline", optional(row.timeline)},
                          {"lsn", optional(row.lsn)},
                          {"lag_bytes", optional(row.lag)},
                          {"replay_age_ms", optional(row.replay_age)},
                          {"weight", optional(row.weight)},
                          {"coordinator", optional(row.coordinator)},
                          {"failover_priority", optional(row.failover_priority)},
                          {"vip", optional(row.vip)},
                          {"efm", member_of(row)},
                          {"pools", ordered_json::array()},
                          {"server", server_of(row)}};
    for (std::size_t pool = 0; pool < row.seats.size(); ++pool) {
        document["pools"].push_back(seat_of(survey, row, pool));
    }
    return document;
}

ordered_json counts_of(const ClusterView& view)
{
    ordered_json counts;
    for (const Severity severity : {Severity::disagreement, Severity::unseen, Severity::remark}) {
        counts[std::string(to_string(severity))] = view.count(severity);
    }
    return counts;
}

ordered_json finding_of(const Survey& survey, const ClusterView& view, const Finding& finding)
{
    ordered_json document{{"kind", to_string(finding.kind)},
                          {"severity", to_string(finding.severity)},
                          {"address", nullptr},
                          {"pool", nullptr},
                          {"sentence", finding.sentence},
                          {"remedy", text_or_null(finding.remedy)}};
    if (finding.row) document["address"] = view.rows[*finding.row].address.host;
    if (finding.pool) document["pool"] = survey.pools[*finding.pool].name;
    return document;
}

}  // namespace

std::string to_json(const Survey& survey, const ClusterView& view, int exit_code)
{
    ordered_json document{{"schema", schema},
                          {"ok", exit_code == 0},
                          {"exit", exit_code},
                          {"sentence", verdict(survey, view)},
                          {"at", epoch_ms(survey.taken)},
                          {"took_ms", survey.taken.took.count()},
                          {"counts", counts_of(view)},
                          {"manager", manager_of(survey)},
                          {"pools", ordered_json::array()},
                          {"rows", ordered_json::array()},
                          {"findings", ordered_json::array()}};
    for (const SurveyedPool& pool : survey.pools) document["pools"].push_back(pool_of(survey, pool));
    for (std::size_t i = 0; i < view.rows.size(); ++i) document["rows"].push_back(row_of(survey, view, i));
    for (const Finding& finding : view.findings) {
        document["findings"].push_back(finding_of(survey, view, finding));
    }
    return document.dump(-1, ' ', false, ordered_json::error_handler_t::replace);
}

}  // namespace efm
