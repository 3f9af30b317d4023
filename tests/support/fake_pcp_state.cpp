#include "fake_pcp_state.hpp"

#include <sys/eventfd.h>

namespace support {

int make_signal()
{
    return eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
}

void signal(int fd)
{
    eventfd_write(fd, 1);
}

std::optional<Fault> FakePcpState::take_fault(char request)
{
    const std::lock_guard lock{mutex};
    const auto found = faults.find(request);
    if (found == faults.end() || found->second.hits == 0) return std::nullopt;
    if (found->second.hits > 0) --found->second.hits;
    return found->second;
}

void FakePcpState::settle()
{
    const auto now = std::chrono::steady_clock::now();
    std::erase_if(postponed, [&](const Postponed& late) {
        Session nobody;
        if (late.due <= now) answer(pool, nobody, late.request);
        return late.due <= now;
    });
}

}  // namespace support
