#include "order.hpp"

#include <arpa/inet.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cstddef>

#include "efm/printable.hpp"

namespace sqlext {
namespace {

using efm::AgentType;
using efm::ClusterStatus;
using efm::Member;

constexpr int last_priority = 999;
constexpr std::size_t longest_name = 253;

bool is_number(const std::string& address)
{
    std::array<unsigned char, sizeof(in6_addr)> bytes{};
    return ::inet_pton(AF_INET, address.c_str(), bytes.data()) == 1 ||
           ::inet_pton(AF_INET6, address.c_str(), bytes.data()) == 1;
}

bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

// Something with a letter, so that a mistyped number is not taken for a name.
bool is_host_name(std::string_view text)
{
    const auto allowed = [](char c) {
        return is_letter(c) || is_digit(c) || c == '-' || c == '.' || c == '_';
    };
    return !text.empty() && text.size() <= longest_name && text.front() != '-' && text.front() != '.' &&
           text.find("..") == std::string_view::npos && std::ranges::any_of(text, is_letter) &&
           std::ranges::all_of(text, allowed);
}

bool holds(const std::optional<std::vector<std::string>>& list, std::string_view address)
{
    return list && std::ranges::find(*list, address) != list->end();
}

std::string primary_of(const ClusterStatus& status)
{
    const auto found = primaries(status);
    return found.size() == 1 ? found.front()->address : "";
}

std::optional<SqlError> objection_to_switchover(const Order& order, const ClusterStatus& before)
{
    const std::string primary = primary_of(before);
    if (primary.empty()) return SqlError("55000", "there is no primary, or more than one: nothing to switch over from");
    if (members_of(before, AgentType::standby).empty()) {
        return SqlError("55000", "there is no standby to switch over to");
    }
    const std::string_view target(order.address);
    if (!target.empty()) {
        const Member* const member = find(before, target);
        if (!member) return SqlError("42704", "the cluster has no member " + std::string(target));
        if (member->type == AgentType::primary) {
            return SqlError("55000", std::string(target) + " is the primary already");
        }
        if (member->type != AgentType::standby) {
            return SqlError("55000", std::string(target) + " is no standby: EFM calls it " + member->type_word);
        }
    }
    if (before.healthy.value_or(true)) return std::nullopt;
    const std::string why = before.messages.empty() ? "EFM says no more" : before.messages.front();
    return SqlError("55000", "EFM does not find the cluster in sync: " + why, "",
                    "A switchover loses no data because all standbys are in sync. Look at efm_cluster_status('text').");
}

std::optional<SqlError> objection_to_failover(const Order& order, const ClusterStatus& before)
{
    if (members_of(before, AgentType::standby).empty()) return SqlError("55000", "there is no standby to promote");
    if (order.force) return std::nullopt;
    const std::string primary = primary_of(before);
    const std::string question =
        primary.empty() ? "Would you like to attempt to promote the standby anyway [y/N]:"
                        : "The primary database will be shut down and a standby will be promoted. Are you sure you "
                          "want to continue? [y/N]:";
    return SqlError("55000", "EFM asks: " + question, primary.empty() ? "" : "The primary is " + primary + ".",
                    "Say efm_failover(force => true) if the answer is yes, also to a loss of data.");
}

std::optional<SqlError> objection_to_priority(const Order& order, const ClusterStatus& before)
{
    if (find(before, order.address)) return std::nullopt;
    return SqlError("42704", "the cluster has no member " + std::string(order.address));
}

}  // namespace

std::string_view to_string(OrderKind kind)
{
    switch (kind) {
        case OrderKind::allow_node:
            return "allow_node";
        case OrderKind::disallow_node:
            return "disallow_node";
        case OrderKind::set_priority:
            return "set_priority";
        case OrderKind::failover:
            return "failover";
        case OrderKind::switchover:
            return "switchover";
        case OrderKind::pool_attach:
            return "pgpool_attach_node";
        case OrderKind::pool_detach:
            return "pgpool_detach_node";
        case OrderKind::pool_promote:
            return "pgpool_promote_node";
        case OrderKind::pool_reload:
            return "pgpool_reload";
        case OrderKind::resume:
            break;
    }
    return "resume_monitoring";
}

bool is_of_pools(OrderKind kind)
{
    return kind == OrderKind::pool_attach || kind == OrderKind::pool_detach || kind == OrderKind::pool_promote ||
           kind == OrderKind::pool_reload;
}

Order order_about(OrderKind kind, std::string_view address)
{
    if (!is_number(std::string(address)) && !is_host_name(address)) {
        throw SqlError("22023", "\"" + efm::excerpt(address, 60) + "\" is not a member's address", "",
                       "It is an IPv4 or IPv6 address or a host name, without mask, port or zone.");
    }
    Order order;
    order.kind = kind;
    std::ranges::copy(address, order.address);
    return order;
}

Order order_of_priority(std::string_view address, std::string_view priority)
{
    Order order = order_about(OrderKind::set_priority, address);
    const bool in_digits = !priority.empty() && std::ranges::all_of(priority, is_digit);
    const auto [end, error] = std::from_chars(priority.data(), priority.data() + priority.size(), order.priority);
    if (!in_digits || error != std::errc() || order.priority > last_priority) {
        throw SqlError("22023", "\"" + efm::excerpt(priority, 60) + "\" is not a priority", "",
                       "It is a number from 0 to 999: 1 is promoted first, 0 never.");
    }
    return order;
}

std::string describe(const Order& order)
{
    std::string text(to_string(order.kind));
    if (order.address[0] != '\0')
        text += (order.kind == OrderKind::switchover ? " to " : " ") + std::string(order.address);
    if (order.kind == OrderKind::set_priority) text += " " + std::to_string(order.priority);
    if (order.port > 0) text += " port " + std::to_string(order.port);
    if (order.drain > 0) text += " drain " + std::to_string(order.drain) + "ms";
    if (order.force) text += " force";
    if (order.dry_run) text += " (dry run)";
    return text;
}

std::optional<SqlError> objection(const Order& order, const ClusterStatus& before)
{
    switch (order.kind) {
        case OrderKind::failover:
            return objection_to_failover(order, before);
        case OrderKind::switchover:
            return objection_to_switchover(order, before);
        case OrderKind::set_priority:
            return objection_to_priority(order, before);
        default:
            return std::nullopt;
    }
}

bool is_reached(const Order& order, const ClusterStatus& before, const ClusterStatus& after)
{
    const std::string_view address(order.address);
    switch (order.kind) {
        case OrderKind::allow_node:
            return holds(after.allowed, address);
        case OrderKind::disallow_node:
            return after.allowed && !holds(after.allowed, address);
        case OrderKind::set_priority:
            return after.failover_priority && holds(after.failover_priority, address) == (order.priority > 0);
        case OrderKind::failover:
        case OrderKind::switchover: {
            const std::string primary = primary_of(after);
            return !primary.empty() && primary != primary_of(before) && (address.empty() || primary == address);
        }
        default:
            break;
    }
    return std::ranges::none_of(after.members, [](const Member& member) { return member.type == AgentType::idle; });
}

}  // namespace sqlext
