// What Membership answers; how it comes to know is in membership.cpp.
#include <algorithm>

#include "membership.hpp"

namespace standin {

std::vector<MemberState> Membership::view_locked() const
{
    std::vector<MemberState> members{self_};
    for (const auto& [address, peer] : peers_) {
        if (peer.presence == Peer::Presence::present) members.push_back(peer.state);
    }
    std::ranges::sort(members, address_less, &MemberState::address);
    return members;
}

std::vector<MemberState> Membership::view() const
{
    const std::lock_guard lock(mutex_);
    return view_locked();
}

std::vector<MemberState> Membership::others() const
{
    auto members = view();
    std::erase_if(members, [&](const MemberState& member) { return member.address == address_; });
    return members;
}

std::optional<MemberState> Membership::find(const std::string& address) const
{
    const auto members = view();
    const auto found = std::ranges::find(members, address, &MemberState::address);
    return found == members.end() ? std::nullopt : std::optional(*found);
}

std::optional<MemberState> Membership::of_type(MemberType type) const
{
    const auto members = view();
    const auto found = std::ranges::find(members, type, &MemberState::type);
    return found == members.end() ? std::nullopt : std::optional(*found);
}

bool Membership::has_primary() const
{
    return of_type(MemberType::primary) || of_type(MemberType::promoting);
}

std::vector<std::string> Membership::down() const
{
    const std::lock_guard lock(mutex_);
    std::vector<std::string> addresses;
    for (const auto& [address, peer] : peers_) {
        if (peer.presence != Peer::Presence::present) addresses.push_back(address);
    }
    std::ranges::sort(addresses, address_less);
    return addresses;
}

std::string Membership::last_primary() const
{
    const std::lock_guard lock(mutex_);
    return last_primary_;
}

bool Membership::has_majority() const
{
    const std::lock_guard lock(mutex_);
    return 2 * view_locked().size() > quorum_base_.size();
}

bool Membership::has_half() const
{
    const std::lock_guard lock(mutex_);
    return 2 * view_locked().size() >= quorum_base_.size();
}

std::string Membership::coordinator() const
{
    return view().front().address;
}

std::vector<std::string> Membership::failover_priority() const
{
    std::vector<std::string> addresses;
    for (const PriorityEntry& entry : lists().priority) {
        const auto member = find(entry.address);
        const bool stands_by = member && member->type == MemberType::standby;
        if (stands_by && !entry.excluded) addresses.push_back(entry.address);
    }
    return addresses;
}

}  // namespace standin
