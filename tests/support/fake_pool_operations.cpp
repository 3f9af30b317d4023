// What a pool does with an attach, a detach and a promote, and which of them it answers with success although it does
// nothing.
#include <algorithm>
#include <cstdlib>
#include <ctime>

#include "fake_pool_reports.hpp"

namespace support {
namespace {

using pcp::NodeStatus;
using pcp::Role;

Packet acknowledged(char type)
{
    return {type, terminated({done})};
}

bool is_attached(const FakeBackend& node)
{
    return node.status == NodeStatus::waiting || node.status == NodeStatus::up;
}

std::string status_number(const FakeBackend& node)
{
    const auto status = node.status == NodeStatus::quarantine ? NodeStatus::down : node.status;
    return "[" + std::to_string(static_cast<int>(status)) + "]";
}

FakeBackend* find(FakePool& pool, int id)
{
    return id >= 0 && id < static_cast<int>(pool.backends.size()) ? &pool.backends[static_cast<std::size_t>(id)]
                                                                  : nullptr;
}

FakeBackend* primary_of(FakePool& pool)
{
    const auto found = std::ranges::find(pool.backends, Role::primary, &FakeBackend::role);
    return found == pool.backends.end() ? nullptr : &*found;
}

void set_status(FakeBackend& node, NodeStatus status)
{
    node.status = status;
    node.changed = std::time(nullptr);
}

// The one primary; every other backend is marked down unless it is to be left alone.
void make_primary(FakePool& pool, FakeBackend& chosen, bool others_go_down)
{
    for (FakeBackend& node : pool.backends) {
        node.role = &node == &chosen ? Role::primary : Role::standby;
        if (&node != &chosen && others_go_down && is_attached(node)) set_status(node, NodeStatus::down);
    }
}

// The notices of a request that went to main, and the answer.
std::vector<Packet> queued(const FakePool& pool, const Session& session, const std::string& kind, int id, char reply)
{
    std::vector<Packet> packets;
    if (session.wants_log) {
        packets.push_back(server_text(
            'N', "LOG", "received " + kind + " request for node_id: " + std::to_string(id) + " from pid [6298]"));
        const bool tells = pool.release != Release{0, 0} && pool.release != Release{2, 0};  // as recorded
        if (tells && !pool.main_is_busy) {
            packets.push_back(server_text('N', "LOG", "signal_user1_to_parent_with_reason(0)"));
        }
    }
    packets.push_back(acknowledged(reply));
    return packets;
}

std::vector<Packet> out_of_range(const std::string& kind, int id)
{
    return error("invalid " + kind + " request, node id: " + std::to_string(id) +
                 " is out of range. node id must be between [0 and 128]");
}

std::vector<Packet> attach(FakePool& pool, const Session& session, int id)
{
    if (id < 0 || id >= pcp::max_backends) return out_of_range("failback", id);
    FakeBackend* node = find(pool, id);
    if (node != nullptr && !is_attached(*node)) set_status(*node, NodeStatus::waiting);
    return queued(pool, session, "failback", id, 'c');
}

std::vector<Packet> not_attached(const FakePool& pool, int id)
{
    const bool known = id < static_cast<int>(pool.backends.size());
    const std::string status = known ? status_number(pool.backends[static_cast<std::size_t>(id)]) : "[0]";
    return error("invalid degenerate backend request, node id : " + std::to_string(id) + " status: " + status +
                 " is not valid for failover");
}

std::vector<Packet> detach(FakePool& pool, const Session& session, int id)
{
    if (id < 0 || id >= pcp::max_backends) return out_of_range("degenerate backend", id);
    FakeBackend* node = find(pool, id);
    if (node == nullptr || !is_attached(*node)) return not_attached(pool, id);
    set_status(*node, NodeStatus::down);
    return queued(pool, session, "degenerate backend", id, 'd');
}

std::vector<Packet> promote(FakePool& pool, Session& session, const Packet& request)
{
    const bool knows_switchover = pool.release >= Release{3, 0};
    const int id = std::atoi(request.body.c_str());
    const bool has_option = request.body.size() >= 2 && request.body[request.body.size() - 2] == '\0';
    const bool is_switchover = knows_switchover && has_option && request.body.back() == 's';
    if (knows_switchover && !has_option) {  // the server would read its option from behind the packet
        session.closed = true;
        return {};
    }
    const std::string number = std::to_string(id);
    FakeBackend* node = find(pool, id);
    if (node == nullptr) {
        const char* message =
            knows_switchover ? "could not process promote request" : "could not process recovery request";
        return error(message, "node id " + number + " is not valid");
    }
    if (node->role == Role::primary) {
        return fatal(session,
                     knows_switchover ? "invalid promote request" : "invalid pgpool mode for process recovery request",
                     "specified node is already primary node, can't promote node id " + number);
    }
    if (!is_attached(*node)) {
        if (is_switchover) return not_attached(pool, id);
        std::vector<Packet> packets;
        if (session.wants_log) {
            packets.push_back(server_text('N', "LOG",
                                          "invalid promote backend request, node id : " + number +
                                              " status: " + status_number(*node) + " not valid"));
        }
        packets.push_back(acknowledged('d'));
        return packets;
    }
    FakeBackend* old = primary_of(pool);
    make_primary(pool, *node, !is_switchover || pool.runs_follow_primary);
    if (is_switchover && old != nullptr) set_status(*old, NodeStatus::down);
    return queued(pool, session, is_switchover ? "degenerate backend" : "promote backend", id, 'd');
}

}  // namespace

std::vector<Packet> operate(FakePool& pool, Session& session, const Packet& request)
{
    const int id = std::atoi(request.body.c_str());
    switch (request.type) {
        case 'C':
            return attach(pool, session, id);
        case 'D':
        case 'd':
            return detach(pool, session, id);
        default:
            return promote(pool, session, request);
    }
}

}  // namespace support
