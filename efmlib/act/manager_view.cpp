#include "manager_view.hpp"

#include "pcp/error.hpp"

namespace efm {
namespace {

using std::chrono::milliseconds;

constexpr milliseconds longest_question{2'000};
constexpr milliseconds freshness{1'000};

bool is_cancellation(const std::exception& failure)
{
    const auto* ours = dynamic_cast<const Error*>(&failure);
    const auto* below = dynamic_cast<const pcp::Error*>(&failure);
    return (ours && ours->kind() == Error::Kind::cancelled) || (below && below->kind() == pcp::Error::Kind::cancelled);
}

}  // namespace

ManagerDesk::Answer ManagerDesk::ask(const pcp::Patience& patience)
{
    const std::lock_guard lock(guard_);
    if (fresh_ && !fresh_->expired()) return last_;
    last_ = {};
    try {
        last_.status = ask_({patience.deadline.capped(longest_question), patience.cancelled});
    } catch (const std::runtime_error& failure) {
        if (is_cancellation(failure)) throw;
        last_.failure = failure.what();
    }
    fresh_ = pcp::Deadline::after(freshness);
    return last_;
}

std::vector<std::pair<Address, AgentType>> listed_members(const ClusterStatus& status)
{
    std::vector<std::pair<Address, AgentType>> members;
    for (const Member& member : status.members) members.push_back({{member.address, {}}, member.type});
    return members;
}

}  // namespace efm
