#include "metrics.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>
#include <string_view>

#include "status_rows.hpp"

namespace sqlext {
namespace {

using efm::ClusterStatus;
using efm::Member;
using efm::MetricLabels;
using efm::MetricSample;

std::string text_of(double value)
{
    std::array<char, 32> text{};
    const auto [end, error] = std::to_chars(text.data(), text.data() + text.size(), value);
    return error == std::errc() ? std::string(text.data(), end) : "NaN";
}

double number_in(const std::string& text)
{
    double value = 0;
    std::from_chars(text.data(), text.data() + text.size(), value);
    return value;
}

std::string json_object(const MetricLabels& labels)
{
    std::string text;
    for (const auto& [name, value] : labels) {
        text += (text.empty() ? "\"" : ", \"") + name + "\": \"" + json_escaped(value) + '"';
    }
    return '{' + text + '}';
}

class Collection {
public:
    explicit Collection(std::string cluster) : cluster_(std::move(cluster)) {}

    void add(std::string_view name, double value, MetricLabels labels = {})
    {
        labels.emplace_back("cluster", cluster_);
        metrics_.push_back({name, value, std::move(labels)});
    }

    Metrics take() && { return std::move(metrics_); }

private:
    std::string cluster_;
    Metrics metrics_;
};

double count_of(const std::optional<std::vector<std::string>>& list)
{
    return list ? static_cast<double>(list->size()) : 0;
}

std::optional<efm::Lsn> primary_position(const ClusterStatus& status)
{
    const auto found = primaries(status);
    return found.size() == 1 ? found.front()->replayed : std::nullopt;
}

void add_member(Collection& to, const ClusterStatus& status, const Member& member)
{
    const MemberWords words = words_of(member);
    const MetricLabels node{{"node_ip", member.address}};
    to.add("efm_node_status", words.agent == "UP" ? 1 : 0, {{"node_ip", member.address}, {"node_type", words.type}});
    to.add("efm_node_by_type", 1,
           {{"node_ip", member.address}, {"node_type", words.type}, {"db_status", words.database}});
    to.add("efm_node_is_primary", member.type == efm::AgentType::primary ? 1 : 0, node);
    if (member.database && *member.database != efm::Liveness::not_applicable) {
        to.add("efm_node_database_up", *member.database == efm::Liveness::up ? 1 : 0, node);
    }
    if (member.vip) to.add("efm_node_vip", member.vip_active == true ? 1 : 0, {node.front(), {"vip", *member.vip}});
    const auto first = primary_position(status);
    if (first && member.replayed && member.type == efm::AgentType::standby) {
        const std::uint64_t behind = first->value > member.replayed->value ? first->value - member.replayed->value : 0;
        to.add("efm_node_lag_bytes", static_cast<double>(behind), node);
    }
}

void add_cluster(Collection& to, const ClusterStatus& status)
{
    to.add("efm_cluster_healthy", status.healthy.value_or(false) ? 1 : 0);
    to.add("efm_cluster_nodes_total", static_cast<double>(status.members.size()));
    to.add("efm_cluster_primaries", static_cast<double>(primaries(status).size()));
    to.add("efm_cluster_missing_nodes", count_of(status.missing));
    to.add("efm_cluster_messages", static_cast<double>(status.messages.size()));
    for (const Member& member : status.members) add_member(to, status, member);
}

double seconds(Microseconds span)
{
    return static_cast<double>(std::max<Microseconds>(span, 0)) / 1e6;
}

// For Prometheus, a total is a counter's: the published name of a gauge has to do without.
std::string_view exposed_name(std::string_view published)
{
    return published == "efm_cluster_nodes_total" ? "efm_cluster_nodes" : published;
}

// Its name, which lives for ever.
std::string_view family_named(std::string_view name)
{
    const auto families = efm::metric_families();
    const auto found = std::ranges::find(families, name, &efm::MetricFamily::name);
    return found == families.end() ? "" : found->name;
}

}  // namespace

std::string json_escaped(const std::string& text)
{
    std::string result;
    for (const char c : text) {
        if (c == '"' || c == '\\') result += '\\';
        if (c == '\n') {
            result += "\\n";
        } else if (static_cast<unsigned char>(c) >= 0x20) {
            result += c;
        }
    }
    return result;
}

Metrics metrics_of(const BackendStatus& status, const CollectionFacts& facts)
{
    const Snapshot& snapshot = status.snapshot();
    Collection metrics(facts.cluster);
    metrics.add("efm_up", snapshot.failure ? 0 : 1);
    if (!snapshot.failure) add_cluster(metrics, status.status());
    const auto calls = static_cast<double>(facts.hits + facts.misses);
    metrics.add("efm_cache_hit_ratio", calls > 0 ? static_cast<double>(facts.hits) / calls : 0);
    metrics.add("efm_status_age_seconds", seconds(facts.ticks - snapshot.collected));
    metrics.add("efm_status_collections_total", static_cast<double>(facts.updates));
    metrics.add("efm_status_failures_total", static_cast<double>(facts.failures));
    metrics.add("efm_status_duration_seconds", seconds(snapshot.collected - snapshot.started));
    return std::move(metrics).take();
}

Table rows_of(const Metrics& metrics)
{
    Table rows;
    for (const MetricSample& metric : metrics) {
        Row row{std::string(metric.name), text_of(metric.value)};
        for (const auto& [name, value] : metric.labels) row.insert(row.end(), {name, value});
        rows.push_back(std::move(row));
    }
    return rows;
}

Metrics metrics_in(const Table& rows)
{
    Metrics metrics;
    for (const Row& row : rows) {
        MetricSample metric{family_named(row.at(0).value_or("")), number_in(row.at(1).value_or(""))};
        for (std::size_t i = 2; i + 1 < row.size(); i += 2) {
            metric.labels.emplace_back(row[i].value_or(""), row[i + 1].value_or(""));
        }
        if (!metric.name.empty()) metrics.push_back(std::move(metric));
    }
    return metrics;
}

Table metric_rows(const Metrics& metrics)
{
    Table rows;
    for (const MetricSample& metric : metrics) {
        rows.push_back({std::string(metric.name), text_of(metric.value), json_object(metric.labels)});
    }
    return rows;
}

std::string exposition_of(Metrics metrics)
{
    for (MetricSample& metric : metrics) metric.name = exposed_name(metric.name);
    return efm::exposition(metrics);
}

}  // namespace sqlext
