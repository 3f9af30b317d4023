// A backend as Pgpool reports it: by node info (`I`) and by health check statistics (`H`, Pgpool 4.2 and later).
// Plain values: copy them, compare them, print them.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace pcp {

// Pgpool compiles in room for this many backends.
inline constexpr int max_backends = 128;

// Above this many, pool status (`B`) overflows an array in every release and crashes Pgpool's worker.
inline constexpr int max_backends_for_settings = 79;

enum class NodeStatus {
    unused,      // not in the status file when Pgpool started
    waiting,     // attached, no session has used it yet. The expected state after an attach
    up,          // attached and used
    down,        // detached
    quarantine,  // kept out by this pool alone, without a failover; ends by itself
};

// What Pgpool believes, not what the server says. primary and standby in streaming replication mode, main and replica
// in the others (called master and slave up to 4.1).
enum class Role { main, replica, primary, standby };

std::string_view to_string(NodeStatus status);
std::string_view to_string(Role role);

// Routed to: waiting or up.
bool is_attached(NodeStatus status);

// The answer to `I`. What the server does not tell or does not know is empty.
struct NodeInfo {
    int id = 0;
    std::string host;  // a name, an address or a socket directory; empty for a slot without a backend
    std::uint16_t port = 0;
    NodeStatus status = NodeStatus::unused;
    Role role = Role::standby;
    std::optional<double> weight;                       // share of the reads, 0 to 1; empty when all weights are 0
    std::optional<std::string> actual_status;           // 4.3+: up, down or unknown, by a ping made for this answer
    std::optional<std::string> actual_role;             // 4.3+: primary, standby or unknown, asked for this answer
    std::optional<std::uint64_t> delay;                 // bytes behind the primary; microseconds if delay_is_time
    bool delay_is_time = false;                         // 4.4+
    std::optional<std::string> replication_state;       // 4.1+; goes stale after a detach
    std::optional<std::string> replication_sync_state;  // 4.1+
    std::optional<std::int64_t> changed;                // last change of status, seconds since 1970, UTC
    bool operator==(const NodeInfo&) const = default;
};

// The answer to `H`. Durations in milliseconds, times as the server prints them: its local zone, empty if never.
struct HealthStats {
    int id = 0;
    std::string host;
    std::uint16_t port = 0;
    NodeStatus status = NodeStatus::unused;
    Role role = Role::standby;
    std::string last_status_change;
    std::uint64_t total_count = 0;
    std::uint64_t success_count = 0;
    std::uint64_t fail_count = 0;
    std::uint64_t skip_count = 0;
    std::uint64_t retry_count = 0;
    std::optional<double> average_retry_count;
    std::uint64_t max_retry_count = 0;
    std::optional<std::uint64_t> max_duration;
    std::optional<std::uint64_t> min_duration;  // empty before the first check
    std::optional<double> average_duration;
    std::string last_health_check;
    std::string last_successful_health_check;
    std::string last_skip_health_check;
    std::string last_failed_health_check;
    bool operator==(const HealthStats&) const = default;
};

}  // namespace pcp
