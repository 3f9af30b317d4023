#include "pcp/deadline.hpp"

#include <poll.h>

#include <algorithm>
#include <string>

#include "pcp/error.hpp"

namespace pcp {
namespace {

constexpr std::chrono::milliseconds slice{50};  // how often a wait asks whether it was cancelled

}  // namespace

std::chrono::milliseconds Deadline::remaining() const
{
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(at_ - Clock::now());
    return std::max(left, std::chrono::milliseconds::zero());
}

Deadline Deadline::capped(std::chrono::milliseconds span) const
{
    return Deadline{std::min(at_, Clock::now() + span)};
}

std::chrono::milliseconds next_slice(const Patience& patience, const char* what)
{
    if (patience.cancelled()) throw Error(Error::Kind::cancelled, std::string("cancelled while ") + what);
    if (patience.deadline.expired()) throw Error(Error::Kind::timeout, std::string("deadline passed while ") + what);
    return std::min(patience.deadline.remaining(), slice);
}

void pause(const Patience& patience, std::chrono::milliseconds span)
{
    const Deadline end = patience.deadline.capped(span);
    while (!end.expired() && !patience.cancelled()) {
        ::poll(nullptr, 0, static_cast<int>(std::min(end.remaining(), slice).count()));
    }
}

}  // namespace pcp
