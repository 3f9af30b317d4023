#include "looks.hpp"

#include <sys/epoll.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <system_error>
#include <utility>

namespace sqlext {
namespace {

void check(int result, const char* what)
{
    if (result < 0) throw std::system_error(errno, std::generic_category(), what);
}

}  // namespace

void Looks::begin(Inquiry inquiry)
{
    if (over_ < 0) check(over_ = ::epoll_create1(EPOLL_CLOEXEC), "cannot wait for several looks");
    auto entry = std::make_unique<UnderWay>();
    UnderWay& one = *entry;
    one.inquiry = std::move(inquiry);
    one.task.start([&one](const Task::Cancelled& cancelled) { one.seen = look(one.inquiry, cancelled); });
    epoll_event wanted{};
    wanted.events = EPOLLIN;
    check(::epoll_ctl(over_, EPOLL_CTL_ADD, one.task.descriptor(), &wanted), "cannot wait for a look");
    under_way_.push_back(std::move(entry));
}

bool Looks::take(Seen& seen)
{
    const auto found = std::ranges::find_if(under_way_, [](const auto& one) { return one->task.is_over(); });
    if (found == under_way_.end()) return false;
    const std::unique_ptr<UnderWay> one = std::move(*found);
    under_way_.erase(found);
    one->task.finish();
    seen = std::move(one->seen);
    return true;
}

void Looks::stop() noexcept
{
    for (const auto& one : under_way_) one->task.cancel();
    under_way_.clear();
    if (over_ >= 0) ::close(std::exchange(over_, -1));
}

}  // namespace sqlext
