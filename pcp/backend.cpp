#include "pcp/backend.hpp"

#include <cassert>

namespace pcp {

std::string_view to_string(NodeStatus status)
{
    switch (status) {
        case NodeStatus::unused:
            return "unused";
        case NodeStatus::waiting:
            return "waiting";
        case NodeStatus::up:
            return "up";
        case NodeStatus::down:
            return "down";
        case NodeStatus::quarantine:
            return "quarantine";
    }
    assert(false);
    return "unknown";
}

std::string_view to_string(Role role)
{
    switch (role) {
        case Role::main:
            return "main";
        case Role::replica:
            return "replica";
        case Role::primary:
            return "primary";
        case Role::standby:
            return "standby";
    }
    assert(false);
    return "unknown";
}

bool is_attached(NodeStatus status)
{
    return status == NodeStatus::waiting || status == NodeStatus::up;
}

}  // namespace pcp
