// A pool as Pgpool reports it: its processes (`P`), its settings (`B`), its watchdog (`W`). Plain values.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace pcp {

// One slot of one child process of Pgpool. Times are text: epoch seconds up to 4.2, the server's local time from 4.3.
// Unused slots have an empty database. What the server's release does not tell is empty.
struct ProcessInfo {
    int pid = 0;
    std::string process_start;
    std::string database;
    std::string username;
    std::string backend_connection_time;
    std::optional<std::uint64_t> client_connection_count;  // 4.3+
    std::optional<int> pool_id;                            // 4.3+
    int backend_id = 0;
    std::string client_connection_time;               // 4.3+
    std::string client_disconnection_time;            // 4.3+
    std::optional<std::string> client_idle_duration;  // 4.3+
    int protocol_major = 0;
    int protocol_minor = 0;
    std::uint64_t pool_counter = 0;
    int backend_pid = 0;
    bool connected = false;
    std::optional<std::string> status;       // 4.3+
    std::optional<bool> load_balance_node;   // 4.5+
    std::optional<std::string> client_host;  // 4.7+
    std::optional<std::string> client_port;  // 4.7+
    std::optional<std::string> statement;    // 4.7+
    bool operator==(const ProcessInfo&) const = default;
};

// One row of pool status. The set of rows differs between releases.
struct PoolSetting {
    std::string name;
    std::string value;
    std::string description;
    bool operator==(const PoolSetting&) const = default;
};

struct WatchdogNode {
    int id = 0;
    std::string name;
    std::string host;
    int state = 0;
    std::string state_name;  // as the server words it; MASTER up to 4.1 where it is LEADER later
    std::uint16_t watchdog_port = 0;
    std::uint16_t pgpool_port = 0;
    int priority = 0;
    std::string delegate_ip;
    std::optional<int> membership;  // 4.3+: 0 member, 1 to 3 revoked
    std::string membership_text;    // 4.3+
    bool operator==(const WatchdogNode&) const = default;
};

enum class Quorum { exists, on_edge, absent, no_leader };

std::string_view to_string(Quorum quorum);

struct WatchdogReport {
    Quorum quorum = Quorum::no_leader;
    int alive_remote_nodes = 0;
    int remote_nodes = 0;
    int total_nodes = 0;
    bool escalated = false;
    std::string leader_name;  // empty or Not_Set when there is none
    std::string leader_host;
    std::optional<int> member_remote_nodes;       // 4.3+
    std::optional<int> nodes_require_for_quorum;  // 4.3+
    std::vector<WatchdogNode> nodes;
    bool operator==(const WatchdogReport&) const = default;
};

}  // namespace pcp
