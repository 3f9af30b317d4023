// The JSON forms (spec/efm.md 3): one line, no blanks, `/` escaped as json-simple does.
#include "json.hpp"
#include "report.hpp"

namespace standin {
namespace {

std::string compact(const Json& json)
{
    std::string text;
    for (const char c : json.dump(-1, ' ', false, Json::error_handler_t::replace)) {
        if (c == '/') text += '\\';
        text += c;
    }
    return text;
}

Json node_object(const NodeReport& node, const Generation& generation)
{
    Json object{{"type", node.type}};
    if (generation.shows_agent_column()) object["agent"] = node.type == "DOWN" ? "DOWN" : "UP";
    object["db"] = node.db;
    object["vip"] = node.vip;
    object["vip_active"] = node.vip_active;
    if (!node.wal) return object;
    const bool lsn = generation.says_lsn();
    object[lsn ? "lsnReceive" : "xlogReceive"] = node.wal->received;
    object[lsn ? "lsn" : "xlog"] = node.wal->replayed;
    object[lsn ? "lsnInfo" : "xloginfo"] = node.wal->info;
    return object;
}

}  // namespace

std::string as_json(const ClusterReport& report)
{
    Json nodes = Json::object();
    for (const NodeReport& node : report.nodes) nodes[node.address] = node_object(node, report.generation);
    Json messages = Json::array();
    const std::string sentence = closing_sentence(report);
    if (!sentence.starts_with("Standby database(s) in sync")) messages.push_back(sentence);
    return compact({{"nodes", nodes},
                    {"allowednodes", report.allowed},
                    {"membershipcoordinator", report.coordinator},
                    {"failoverpriority", report.priority},
                    {"minimumstandbys", report.minimum_standbys},
                    {"missingnodes", report.missing},
                    {"messages", messages}});
}

// The manual shows vip_active as a string here.
std::string as_json(const NodeReport& node, const Generation& generation)
{
    Json object{{"type", node.type}, {"address", node.address}};
    if (generation < Generation{4, 2}) object["agent"] = "UP";
    object["db"] = node.db;
    object["vip"] = node.vip;
    object["vip_active"] = node.vip_active ? "true" : "false";
    return compact(object);
}

}  // namespace standin
