#include <nlohmann/json.hpp>

#include "efm/report.hpp"

namespace efm {
namespace {

using nlohmann::ordered_json;

constexpr int schema = 1;

// Text out of a reply may be any bytes; what is no UTF-8 becomes U+FFFD.
std::string dump(const ordered_json& document)
{
    return document.dump(-1, ' ', false, ordered_json::error_handler_t::replace);
}

template <typename Value>
ordered_json optional(const std::optional<Value>& value)
{
    return value ? ordered_json(*value) : ordered_json(nullptr);
}

ordered_json document_of(const Backend& backend)
{
    return {{"id", backend.id},
            {"host", backend.host},
            {"port", backend.port},
            {"status", to_string(backend.status)},
            {"role", to_string(backend.role)}};
}

ordered_json document_of(const PoolOutcome& pool, const Outcome& outcome)
{
    ordered_json document{{"pool", pool.pool},
                          {"ok", !pool.failure},
                          {"unpooled", pool.unpooled},
                          {"seen_only", pool.seen_only},
                          {"steps", ordered_json::array()}};
    for (const Step& step : pool.steps) {
        document["steps"].push_back({{"act", to_string(step.act)}, {"backend", step.backend}, {"reason", step.reason}});
    }
    document["backend"] = pool.backend ? document_of(*pool.backend) : ordered_json(nullptr);
    document["remarks"] = pool.remarks;
    document["sentence"] = sentence(pool, outcome);
    document["error"] = pool.failure ? ordered_json(pool.failure->what()) : ordered_json(nullptr);
    const bool has_proof = pool.failure && pool.failed_proof != Missing::nothing;
    document["failed_proof"] = has_proof ? ordered_json(to_string(pool.failed_proof)) : ordered_json(nullptr);
    document["took_ms"] = pool.took.count();
    return document;
}

ordered_json document_of(const pcp::NodeInfo& node)
{
    return {{"id", node.id},
            {"host", node.host},
            {"port", node.port},
            {"status", to_string(node.status)},
            {"role", to_string(node.role)},
            {"weight", optional(node.weight)},
            {"actual_status", optional(node.actual_status)},
            {"actual_role", optional(node.actual_role)},
            {"delay", optional(node.delay)},
            {"delay_unit", node.delay_is_time ? "microseconds" : "bytes"},
            {"replication_state", optional(node.replication_state)},
            {"replication_sync_state", optional(node.replication_sync_state)},
            {"changed", optional(node.changed)}};
}

ordered_json document_of(const pcp::WatchdogNode& node)
{
    return {{"id", node.id},
            {"name", node.name},
            {"host", node.host},
            {"state", node.state_name},
            {"pgpool_port", node.pgpool_port},
            {"watchdog_port", node.watchdog_port},
            {"priority", node.priority},
            {"delegate_ip", node.delegate_ip},
            {"membership", node.membership_text}};
}

ordered_json document_of(const PoolNodes& nodes)
{
    ordered_json document{{"probed", nodes.probed}, {"nodes", ordered_json::array()}};
    for (const pcp::NodeInfo& node : nodes.nodes) document["nodes"].push_back(document_of(node));
    return document;
}

ordered_json document_of(const pcp::WatchdogReport& report)
{
    ordered_json document{{"quorum", to_string(report.quorum)}, {"alive_remote_nodes", report.alive_remote_nodes},
                          {"total_nodes", report.total_nodes},  {"escalated", report.escalated},
                          {"leader", report.leader_name},       {"leader_host", report.leader_host},
                          {"nodes", ordered_json::array()}};
    for (const pcp::WatchdogNode& node : report.nodes) document["nodes"].push_back(document_of(node));
    return document;
}

template <typename Answer>
ordered_json document_of(const std::vector<FromPool<Answer>>& pools, int exit_code)
{
    ordered_json document{
        {"schema", schema}, {"ok", exit_code == 0}, {"exit", exit_code}, {"pools", ordered_json::array()}};
    for (const FromPool<Answer>& pool : pools) {
        ordered_json one{{"pool", pool.pool}, {"error", nullptr}};
        if (pool.failure) one["error"] = pool.failure->what();
        if (pool.answer) one.update(document_of(*pool.answer));
        document["pools"].push_back(one);
    }
    return document;
}

}  // namespace

std::string to_json(const Outcome& outcome, int exit_code, const JournalMark& mark)
{
    ordered_json document{{"schema", schema},
                          {"verb", to_string(outcome.verb)},
                          {"target", outcome.target},
                          {"ok", outcome.failure() == nullptr},
                          {"exit", exit_code},
                          {"dry_run", outcome.dry_run},
                          {"policy", to_string(outcome.policy)},
                          {"sentence", sentence(outcome)},
                          {"event", mark.event},
                          {"recorded", mark.recorded},
                          {"journal_loss", optional(mark.loss)},
                          {"pools", ordered_json::array()}};
    for (const PoolOutcome& pool : outcome.pools) document["pools"].push_back(document_of(pool, outcome));
    return dump(document);
}

std::string to_json(const std::vector<FromPool<PoolNodes>>& pools, int exit_code)
{
    return dump(document_of(pools, exit_code));
}

std::string to_json(const std::vector<FromPool<pcp::WatchdogReport>>& pools, int exit_code)
{
    return dump(document_of(pools, exit_code));
}

std::string to_json(const std::vector<Assignment>& settings)
{
    ordered_json document{{"schema", schema}, {"settings", ordered_json::array()}};
    for (const Assignment& setting : settings) {
        document["settings"].push_back({{"key", setting.key}, {"value", setting.value}, {"origin", setting.origin}});
    }
    return dump(document);
}

std::string to_json(const std::string& sentence, int exit_code)
{
    return dump({{"schema", schema}, {"ok", exit_code == 0}, {"exit", exit_code}, {"sentence", sentence}});
}

}  // namespace efm
