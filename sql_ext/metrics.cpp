#include "metrics.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <map>
#include <optional>
#include <string_view>

#include "efm/exposition.hpp"
#include "status_rows.hpp"

namespace sqlext {
namespace {

using efm::ClusterStatus;
using efm::Member;

std::string number(double value)
{
    std::array<char, 32> text{};
    const auto [end, error] = std::to_chars(text.data(), text.data() + text.size(), value);
    return error == std::errc() ? std::string(text.data(), end) : "NaN";
}

std::string joined(const Labels& labels, const char* before, const char* between)
{
    std::string text;
    for (const auto& [name, value] : labels) {
        if (!text.empty()) text += ", ";
        text += before + name + between + "\"" + json_escaped(value) + "\"";
    }
    return text;
}

class Collection {
public:
    explicit Collection(std::string cluster) : cluster_(std::move(cluster)) {}

    void add(const char* name, double value, Labels labels = {})
    {
        labels.emplace_back("cluster", cluster_);
        metrics_.push_back({name, value, std::move(labels)});
    }

    std::vector<Metric> take() && { return std::move(metrics_); }

private:
    std::string cluster_;
    std::vector<Metric> metrics_;
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
    const Labels node{{"node_ip", member.address}};
    to.add("efm_node_status", words.agent == "UP" ? 1 : 0, {{"node_ip", member.address}, {"node_type", words.type}});
    to.add("efm_node_by_type", 1,
           {{"node_ip", member.address}, {"node_type", words.type}, {"db_status", words.database}});
    to.add("efm_node_is_primary", member.type == efm::AgentType::primary ? 1 : 0, node);
    if (member.database && *member.database != efm::Liveness::not_applicable) {
        to.add("efm_node_database_up", *member.database == efm::Liveness::up ? 1 : 0, node);
    }
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
std::string_view exposed_name(const Metric& metric)
{
    const std::string_view published = metric.name;
    return published == "efm_cluster_nodes_total" ? "efm_cluster_nodes" : published;
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

std::vector<Metric> metrics_of(const BackendStatus& status, const CollectionFacts& facts)
{
    const Snapshot& snapshot = status.snapshot();
    Collection metrics(facts.cluster);
    metrics.add("efm_up", snapshot.failure ? 0 : 1);
    if (!snapshot.failure) add_cluster(metrics, status.status());
    const auto calls = static_cast<double>(facts.hits + facts.misses);
    metrics.add("efm_cache_hit_ratio", calls > 0 ? static_cast<double>(facts.hits) / calls : 0);
    metrics.add("efm_status_age_seconds", seconds(facts.now - snapshot.collected_at));
    metrics.add("efm_status_collections_total", static_cast<double>(facts.updates));
    metrics.add("efm_status_duration_seconds", seconds(snapshot.collected_at - snapshot.started_at));
    return std::move(metrics).take();
}

Table metric_rows(const std::vector<Metric>& metrics)
{
    Table rows;
    for (const Metric& metric : metrics) {
        rows.push_back({metric.name, number(metric.value), "{" + joined(metric.labels, "\"", "\": ") + "}"});
    }
    return rows;
}

std::string exposition(const std::vector<Metric>& metrics)
{
    std::string text;
    for (const efm::MetricFamily& family : efm::metric_families()) {
        const std::string name(family.name);
        const auto is_of_family = [&](const Metric& metric) {
            return exposed_name(metric) == family.name;
        };
        if (std::ranges::none_of(metrics, is_of_family)) continue;
        text.append("# HELP ").append(name).append(" ").append(family.help);
        text.append("\n# TYPE ").append(name).append(" ").append(family.type).append("\n");
        for (const Metric& metric : metrics) {
            if (is_of_family(metric))
                text += name + "{" + joined(metric.labels, "", "=") + "} " + number(metric.value) + "\n";
        }
    }
    return text;
}

}  // namespace sqlext
