#include <array>
#include <cstdint>
#include <limits>

#include "field_reader.hpp"
#include "pcp/replies.hpp"

namespace pcp {

namespace {

constexpr std::array statuses{NodeStatus::unused, NodeStatus::waiting, NodeStatus::up, NodeStatus::down,
                              NodeStatus::quarantine};
constexpr std::array roles{Role::main, Role::replica, Role::primary, Role::standby};

// The smallest duration starts at the largest int. One below zero was taken while the server's clock was set back.
std::optional<std::uint64_t> read_duration(FieldReader& fields, std::string_view field)
{
    const auto milliseconds = fields.number_if_any<std::int64_t>(field);
    if (!milliseconds || *milliseconds < 0 || *milliseconds == std::numeric_limits<std::int32_t>::max()) {
        return std::nullopt;
    }
    return static_cast<std::uint64_t>(*milliseconds);
}

}  // namespace

HealthStats parse_health_stats(std::string_view body)
{
    FieldReader fields("health check stats", body, {"CommandComplete"});
    HealthStats stats;
    stats.id = fields.number("node_id", 0, max_backends - 1);
    stats.host = fields.text("hostname");
    stats.port = fields.number<std::uint16_t>("port");
    stats.status = fields.worded("status", statuses);
    stats.role = fields.worded("role", roles);
    stats.last_status_change = fields.text("last_status_change");
    stats.total_count = fields.number<std::uint64_t>("total_count");
    stats.success_count = fields.number<std::uint64_t>("success_count");
    stats.fail_count = fields.number<std::uint64_t>("fail_count");
    stats.skip_count = fields.number<std::uint64_t>("skip_count");
    stats.retry_count = fields.number<std::uint64_t>("retry_count");
    stats.average_retry_count = fields.real_if_any("average_retry_count");
    stats.max_retry_count = fields.number<std::uint64_t>("max_retry_count");
    stats.max_duration = read_duration(fields, "max_duration");
    stats.min_duration = read_duration(fields, "min_duration");
    stats.average_duration = fields.real_if_any("average_duration");
    stats.last_health_check = fields.text("last_health_check");
    stats.last_successful_health_check = fields.text("last_successful_health_check");
    stats.last_skip_health_check = fields.text("last_skip_health_check");
    stats.last_failed_health_check = fields.text("last_failed_health_check");
    return stats;
}

}  // namespace pcp
