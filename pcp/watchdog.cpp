#include <cstdint>
#include <limits>
#include <utility>

#include <nlohmann/json.hpp>

#include "field_reader.hpp"
#include "pcp/replies.hpp"

namespace pcp {

namespace {

using Json = nlohmann::json;

constexpr const char* reply = "watchdog info";

// A node takes some 300 bytes. Parsed, a document takes many times its length.
constexpr std::size_t longest_report = std::size_t{1024} * 1024;

// Pgpool's own limit. A caller may turn to all nodes at once.
constexpr int most_nodes = 128;

// The report, its list of nodes, a node. The JSON library copies by recursion, so depth costs stack.
constexpr int deepest_level = 3;

[[noreturn]] void reject_type(const std::string& field, const Json& value, const std::string& wanted)
{
    reject_field(reply, field, "of type " + std::string{value.type_name()} + ", not " + wanted);
}

// A JSON object and its place in the report, as errors name it. Asks for a value's type before it takes the value, so
// that the JSON library has no reason to throw.
class Object {
public:
    Object(Json json, std::string place) : json_(std::move(json)), place_(std::move(place))
    {
        if (!json_.is_object()) reject_type(place_.empty() ? "report" : place_, json_, "object");
    }

    bool has(const std::string& key) const { return json_.contains(key); }

    std::string text(const std::string& key) const
    {
        const Json& value = member(key);
        if (!value.is_string()) reject_type(name_of(key), value, "string");
        return value.get<std::string>();
    }

    template <typename Number = int>
    Number number(const std::string& key) const
    {
        const Json& value = member(key);
        if (!value.is_number_integer()) reject_type(name_of(key), value, "integer");

        using Limits = std::numeric_limits<Number>;
        const auto number = value.get<std::int64_t>();
        const bool wrapped = value.is_number_unsigned() && number < 0;
        if (wrapped || number < Limits::min() || number > Limits::max()) {
            reject_field(reply, name_of(key), "out of range", value.dump());
        }
        return static_cast<Number>(number);
    }

    std::vector<Object> objects(const std::string& key) const
    {
        const Json& values = member(key);
        if (!values.is_array()) reject_type(name_of(key), values, "array");

        if (values.size() > most_nodes) {
            reject_field(reply, name_of(key), "more than 128", std::to_string(values.size()));
        }
        std::vector<Object> objects;
        for (const Json& value : values) {
            objects.emplace_back(value, name_of(key) + '[' + std::to_string(objects.size()) + ']');
        }
        return objects;
    }

    std::string name_of(const std::string& key) const { return place_.empty() ? key : place_ + '.' + key; }

private:
    const Json& member(const std::string& key) const
    {
        const auto found = json_.find(key);
        if (found == json_.end()) reject_field(reply, name_of(key), "missing");
        return *found;
    }

    Json json_;
    std::string place_;
};

std::optional<int> number_if_any(const Object& object, const std::string& key)
{
    if (!object.has(key)) return std::nullopt;
    return object.number(key);
}

std::string text_if_any(const Object& object, const std::string& key)
{
    return object.has(key) ? object.text(key) : std::string{};
}

int read_count(const Object& report, const std::string& key)
{
    const int count = report.number(key);
    if (count < 0 || count > most_nodes) reject_field(reply, key, "out of range", std::to_string(count));
    return count;
}

Quorum read_quorum(const Object& report)
{
    const int status = report.number("QuorumStatus");
    switch (status) {
        case 1:
            return Quorum::exists;
        case 0:
            return Quorum::on_edge;
        case -1:
            return Quorum::absent;
        case -2:
            return Quorum::no_leader;
        default:
            reject_field(reply, "QuorumStatus", "out of range", std::to_string(status));
    }
}

// "LeaderNodeName", which was called "MasterNodeName" before 4.2.
std::string read_leader(const Object& report, const std::string& what)
{
    const std::string old_key = "Master" + what;
    return report.text(report.has(old_key) ? old_key : "Leader" + what);
}

WatchdogNode read_node(const Object& object)
{
    WatchdogNode node;
    node.id = object.number("ID");
    node.name = object.text("NodeName");
    node.host = object.text("HostName");
    node.state = object.number("State");
    node.state_name = object.text("StateName");
    node.watchdog_port = object.number<std::uint16_t>("WdPort");
    node.pgpool_port = object.number<std::uint16_t>("PgpoolPort");
    node.priority = object.number("Priority");
    node.delegate_ip = object.text("DelegateIP");
    node.membership = number_if_any(object, "Membership");
    node.membership_text = text_if_any(object, "MembershipString");
    return node;
}

Object parse_report(std::string_view body)
{
    FieldReader fields(reply, body, {"CommandComplete"});
    const std::string text = fields.text("report");
    if (text.size() > longest_report) fields.reject("report", "too long", text);

    const auto limit_depth = [&](int level, Json::parse_event_t, const Json&) {
        if (level > deepest_level) fields.reject("report", "nested too deeply", text);
        return true;
    };
    constexpr bool throws = false;
    Json json = Json::parse(text, limit_depth, throws);
    if (json.is_discarded()) fields.reject("report", "not JSON", text);
    return {std::move(json), ""};
}

}  // namespace

WatchdogReport parse_watchdog(std::string_view body)
{
    const Object object = parse_report(body);
    WatchdogReport report;
    report.quorum = read_quorum(object);
    report.alive_remote_nodes = read_count(object, "AliveNodeCount");
    report.remote_nodes = read_count(object, "RemoteNodeCount");
    report.total_nodes = read_count(object, "NodeCount");
    report.escalated = object.number("Escalated") != 0;
    report.leader_name = read_leader(object, "NodeName");
    report.leader_host = read_leader(object, "HostName");
    report.member_remote_nodes = number_if_any(object, "MemberRemoteNodeCount");
    report.nodes_require_for_quorum = number_if_any(object, "NodesRequireForQuorum");
    for (const Object& node : object.objects("WatchdogNodes")) report.nodes.push_back(read_node(node));
    return report;
}

std::string_view to_string(Quorum quorum)
{
    switch (quorum) {
        case Quorum::exists:
            return "exists";
        case Quorum::on_edge:
            return "on the edge";
        case Quorum::absent:
            return "absent";
        case Quorum::no_leader:
            return "no leader";
    }
    return "?";
}

}  // namespace pcp
