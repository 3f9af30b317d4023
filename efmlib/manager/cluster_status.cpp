#include "efm/cluster_status.hpp"

#include <algorithm>

#include "printable.hpp"

namespace efm {
namespace {

template <typename Condition>
std::vector<const Member*> those_with(const ClusterStatus& status, Condition condition)
{
    std::vector<const Member*> found;
    for (const Member& member : status.members) {
        if (condition(member)) found.push_back(&member);
    }
    return found;
}

}  // namespace

const Member* find(const ClusterStatus& status, std::string_view address)
{
    const auto found =
        std::ranges::find_if(status.members, [&](const Member& member) { return same_word(member.address, address); });
    return found == status.members.end() ? nullptr : &*found;
}

std::vector<const Member*> members_of(const ClusterStatus& status, AgentType type)
{
    return those_with(status, [&](const Member& member) { return member.type == type; });
}

std::vector<const Member*> primaries(const ClusterStatus& status)
{
    return members_of(status, AgentType::primary);
}

std::vector<const Member*> vip_holders(const ClusterStatus& status)
{
    return those_with(status, [](const Member& member) { return member.vip && member.vip_active == true; });
}

std::string_view to_string(AgentType type)
{
    switch (type) {
        case AgentType::primary:
            return "primary";
        case AgentType::standby:
            return "standby";
        case AgentType::witness:
            return "witness";
        case AgentType::idle:
            return "idle";
        case AgentType::promoting:
            return "promoting";
        case AgentType::down:
            return "down";
        case AgentType::unknown:
            break;
    }
    return "unknown";
}

std::string_view to_string(Liveness liveness)
{
    switch (liveness) {
        case Liveness::up:
            return "up";
        case Liveness::down:
            return "down";
        case Liveness::not_applicable:
            return "not applicable";
        case Liveness::unknown:
            break;
    }
    return "unknown";
}

}  // namespace efm
