#include "pool_rows.hpp"

#include <charconv>
#include <cstdint>
#include <vector>

#include "efm/ask_pools.hpp"
#include "efm/load_balancer.hpp"
#include "efm/pool_nodes.hpp"
#include "efm/printable.hpp"
#include "efm/settings.hpp"
#include "pcp/client.hpp"
#include "snapshot.hpp"

namespace sqlext {
namespace {

constexpr Microseconds second = 1'000'000;

template <typename Number>
Value text(const std::optional<Number>& number)
{
    if (!number) return std::nullopt;
    return std::to_string(*number);
}

template <typename Number>
requires std::is_arithmetic_v<Number> Value text(Number number)
{
    return std::to_string(number);
}

Value text(const std::string& value)
{
    if (value.empty()) return std::nullopt;
    return efm::valid_utf8(value);
}

Value text(const std::optional<std::string>& value)
{
    return value ? text(*value) : std::nullopt;
}

Value text(std::string_view value)
{
    return std::string(value);
}

Row node_row(const pcp::NodeInfo& node)
{
    const Value changed = node.changed ? Value(to_timestamp(*node.changed * second)) : std::nullopt;
    const Value unit = !node.delay ? std::nullopt : Value(node.delay_is_time ? "microseconds" : "bytes");
    return {text(node.id),
            text(node.host),
            text(node.port),
            text(to_string(node.status)),
            text(node.weight),
            text(to_string(node.role)),
            text(node.actual_status),
            text(node.actual_role),
            text(node.delay),
            unit,
            text(node.replication_state),
            text(node.replication_sync_state),
            changed};
}

Table node_table(const efm::PoolNodes& pool)
{
    Table rows;
    for (const pcp::NodeInfo& node : pool.nodes) {
        if (!node.host.empty()) rows.push_back(node_row(node));
    }
    return rows;
}

std::string quorum_word(pcp::Quorum quorum)
{
    switch (quorum) {
        case pcp::Quorum::exists:
            return "exists";
        case pcp::Quorum::on_edge:
            return "on edge";
        case pcp::Quorum::absent:
            return "absent";
        case pcp::Quorum::no_leader:
            break;
    }
    return "no leader";
}

Table watchdog_table(const pcp::Options& pool)
{
    pcp::Client client(pool);
    const pcp::WatchdogReport report = client.watchdog();
    Table rows;
    for (const pcp::WatchdogNode& node : report.nodes) {
        rows.push_back({quorum_word(report.quorum), boolean(report.escalated), text(report.leader_name),
                        text(report.leader_host), text(report.alive_remote_nodes), text(report.total_nodes),
                        text(node.id), text(node.name), text(node.host), text(node.state_name),
                        text(node.watchdog_port), text(node.pgpool_port), text(node.priority), text(node.delegate_ip),
                        text(node.membership_text)});
    }
    return rows;
}

Row health_row(const pcp::HealthStats& stats)
{
    return {text(stats.id),
            text(stats.host),
            text(stats.port),
            text(to_string(stats.status)),
            text(to_string(stats.role)),
            text(stats.last_status_change),
            text(stats.total_count),
            text(stats.success_count),
            text(stats.fail_count),
            text(stats.skip_count),
            text(stats.retry_count),
            text(stats.average_retry_count),
            text(stats.max_retry_count),
            text(stats.max_duration),
            text(stats.min_duration),
            text(stats.average_duration),
            text(stats.last_health_check),
            text(stats.last_successful_health_check),
            text(stats.last_skip_health_check),
            text(stats.last_failed_health_check)};
}

Table health_table(const pcp::Options& pool)
{
    pcp::Client client(pool);
    const auto all = client.health_stats_all(client.node_count());
    if (!all) throw efm::Error(efm::Error::Kind::refused, "this Pgpool is older than 4.2 and keeps no such statistics");
    Table rows;
    for (const pcp::HealthStats& stats : *all) rows.push_back(health_row(stats));
    return rows;
}

// Up to 4.2 seconds since 1970, 0 for never; later the pool's local time.
Value moment(const std::string& shown)
{
    constexpr std::int64_t year_10000 = 253'402'300'800;
    std::int64_t at = 0;
    const char* end = shown.data() + shown.size();
    const auto [rest, error] = std::from_chars(shown.data(), end, at);
    if (error != std::errc() || rest != end || at < 0 || at >= year_10000) return text(shown);
    return at == 0 ? std::nullopt : Value(to_timestamp(at * second));
}

Table process_table(const pcp::Options& pool)
{
    pcp::Client client(pool);
    Table rows;
    for (const pcp::ProcessInfo& process : client.process_info()) {
        rows.push_back({text(process.pid), text(process.database), text(process.username),
                        moment(process.process_start), moment(process.backend_connection_time), text(process.pool_id),
                        text(process.backend_id), text(process.backend_pid), text(process.pool_counter),
                        boolean(process.connected), text(process.status), text(process.client_host),
                        text(process.client_port), text(process.statement)});
    }
    return rows;
}

Table setting_table(const pcp::Options& pool)
{
    pcp::Client client(pool);
    Table rows;
    for (const pcp::PoolSetting& setting : client.settings(client.node_count())) {
        rows.push_back({text(setting.name), text(setting.value), text(setting.description)});
    }
    return rows;
}

Table ask(Subject subject, const pcp::Options& pool)
{
    switch (subject) {
        case Subject::nodes:
        case Subject::probed_nodes:
            return node_table(efm::read_nodes(pool, subject == Subject::probed_nodes));
        case Subject::watchdog:
            return watchdog_table(pool);
        case Subject::health:
            return health_table(pool);
        case Subject::processes:
            return process_table(pool);
        default:
            return setting_table(pool);
    }
}

void add_failure(Table& to, Subject subject, const std::string& pool, const efm::Error& failure)
{
    Row row(columns_of(subject));
    row.front() = pool;
    row.back() = efm::one_line(failure.what());
    to.push_back(std::move(row));
}

void add_answer(Table& to, Subject subject, const std::string& pool, Table answer)
{
    for (Row& row : answer) {
        row.insert(row.begin(), pool);
        row.resize(columns_of(subject));
        to.push_back(std::move(row));
    }
}

}  // namespace

std::size_t columns_of(Subject subject)
{
    switch (subject) {
        case Subject::nodes:
        case Subject::probed_nodes:
            return 15;
        case Subject::watchdog:
            return 17;
        case Subject::health:
            return 22;
        case Subject::processes:
            return 16;
        default:
            return 5;
    }
}

Table pool_rows(Subject subject, const std::string& settings_file, const pcp::Patience& patience)
{
    const efm::Settings settings = efm::make_settings(efm::read_settings_file(settings_file));
    const std::vector<efm::Pool> pools = efm::pools_of(settings, patience);
    Table rows;
    for (auto& from : efm::ask_pools(pools, [&](const pcp::Options& pool) { return ask(subject, pool); })) {
        if (from.failure) {
            add_failure(rows, subject, from.pool, *from.failure);
        } else {
            add_answer(rows, subject, from.pool, std::move(*from.answer));
        }
    }
    return rows;
}

Table node_rows(const efm::Survey& survey, std::size_t pools)
{
    Table rows;
    for (std::size_t i = 0; i < pools; ++i) {
        const efm::SurveyedPool& pool = survey.pools.at(i);
        if (pool.view.failure) {
            add_failure(rows, Subject::nodes, pool.name, *pool.view.failure);
        } else {
            add_answer(rows, Subject::nodes, pool.name, node_table(pool.view.value->backends));
        }
    }
    return rows;
}

}  // namespace sqlext
