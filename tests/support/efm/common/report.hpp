// What cluster-status tells, apart from how it is printed. Values in, text out.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "generation.hpp"

namespace standin {

// What a database said when the command asked it.
struct WalReport {
    std::string kind;      // "Primary", "Standby", "UNKNOWN": what it is, whatever its agent believes
    std::string received;  // empty on a primary
    std::string replayed;
    std::string info;
};

struct NodeReport {
    std::string address;
    std::string type;  // "Primary", ..., "DOWN"
    std::string db;
    std::string vip;
    bool vip_active = false;
    std::optional<WalReport> wal;  // of nodes with a database
};

struct ClusterReport {
    std::string cluster;
    Generation generation;
    std::vector<NodeReport> nodes;
    std::vector<std::string> allowed;
    std::string coordinator;
    std::vector<std::string> priority;
    int minimum_standbys = 0;
    std::vector<std::string> missing;
};

// The sentence under the table.
std::string closing_sentence(const ClusterReport& report);

// In sync, nobody idle, down or missing.
bool is_healthy(const ClusterReport& report);

std::string as_text(const ClusterReport& report);
std::string as_json(const ClusterReport& report);  // one line, without its end

// node-status-json.
std::string as_json(const NodeReport& node, const Generation& generation);

}  // namespace standin
