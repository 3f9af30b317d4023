#include <algorithm>
#include <array>
#include <cstdint>

#include "field_reader.hpp"
#include "pcp/replies.hpp"

namespace pcp {

namespace {

constexpr std::array statuses{NodeStatus::unused, NodeStatus::waiting, NodeStatus::up, NodeStatus::down};
constexpr std::array roles{Role::main, Role::replica, Role::primary, Role::standby};

// What a release sends beside the seven fields that all send.
struct Shape {
    bool quarantine = false;
    bool replication = false;
    bool actual = false;
    bool delay_unit = false;
};

constexpr std::size_t fewest_fields = 7;

// By the count of fields, from the fewest up. Minor releases changed it too.
constexpr std::array shapes{
    Shape{},                                                                             // 4.0.0
    Shape{.quarantine = true},                                                           // 4.0.18
    Shape{.replication = true},                                                          // 4.1.0, 4.2.0
    Shape{.quarantine = true, .replication = true},                                      // 4.1.11, 4.2.8
    Shape{.replication = true, .actual = true},                                          // 4.3.0
    Shape{.quarantine = true, .replication = true, .actual = true},                      // 4.3.1
    Shape{.quarantine = true, .replication = true, .actual = true, .delay_unit = true},  // 4.4.0
};

// More fields than we know are the newest shape and something behind it.
const Shape& shape_of(const FieldReader& fields)
{
    if (fields.left() < fewest_fields) fields.reject_shape();
    return shapes[std::min(fields.left() - fewest_fields, shapes.size() - 1)];
}

NodeStatus read_status(FieldReader& fields, const Shape& shape)
{
    const NodeStatus status = fields.numbered("status", statuses);
    const bool quarantined = shape.quarantine && fields.flag("quarantine");
    return quarantined && status == NodeStatus::down ? NodeStatus::quarantine : status;
}

std::optional<double> read_weight(FieldReader& fields)
{
    constexpr double whole = 2147483647;
    const std::optional<double> weight = fields.real_if_any("weight");
    if (!weight) return std::nullopt;
    if (*weight < 0 || *weight > whole) fields.reject("weight", "out of range", std::to_string(*weight));
    return *weight / whole;
}

std::optional<std::int64_t> read_time(FieldReader& fields, std::string_view field)
{
    constexpr std::int64_t end_of_time = 253'402'300'799;  // of years with four digits, as they are shown
    const auto time = fields.number_if_any<std::int64_t>(field, 0, end_of_time);
    return time == 0 ? std::nullopt : time;
}

}  // namespace

NodeInfo parse_node_info(std::string_view body, int id)
{
    FieldReader fields("node info", body, {"NodeInfo", "CommandComplete"});
    const Shape& shape = shape_of(fields);

    NodeInfo node;
    node.id = id;
    node.host = fields.text("host");
    node.port = fields.number<std::uint16_t>("port");
    node.status = read_status(fields, shape);
    if (shape.actual) node.actual_status = fields.text_if_any("pg_status");
    node.weight = read_weight(fields);
    node.role = fields.numbered("role", roles);
    if (shape.actual) node.actual_role = fields.text_if_any("pg_role");
    if (shape.delay_unit) node.delay_is_time = fields.flag("delay_by_time");
    node.delay = fields.number_if_any<std::uint64_t>("delay");
    if (shape.replication) node.replication_state = fields.text_if_any("replication_state");
    if (shape.replication) node.replication_sync_state = fields.text_if_any("replication_sync_state");
    node.changed = read_time(fields, "changed");
    return node;
}

}  // namespace pcp
