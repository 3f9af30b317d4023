#include "task.hpp"

#include <sys/eventfd.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>
#include <utility>

#include "pcp/signals_blocked.hpp"

namespace sqlext {

void Task::start(Work work)
{
    done_ = ::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    if (done_ < 0) throw std::system_error(errno, std::generic_category(), "cannot make an event descriptor");
    const pcp::SignalsBlocked blocked;
    try {
        thread_ = std::thread([this, work = std::move(work)] { run(work); });
    } catch (const std::system_error& error) {
        throw std::system_error(error.code(), "cannot start a thread");
    }
}

void Task::run(const Work& work) noexcept
{
    try {
        work([this] { return cancelled_.load(); });
    } catch (...) {
        failure_ = std::current_exception();
    }
    over_ = true;
    ::eventfd_write(done_, 1);
}

void Task::finish()
{
    if (thread_.joinable()) thread_.join();
    if (failure_) std::rethrow_exception(std::exchange(failure_, nullptr));
}

void Task::stop() noexcept
{
    cancel();
    if (thread_.joinable()) thread_.join();
    if (done_ >= 0) ::close(std::exchange(done_, -1));
}

}  // namespace sqlext
