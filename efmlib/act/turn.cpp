#include "turn.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <cstdlib>
#include <ctime>
#include <limits>

#include "state_dir.hpp"

namespace efm {
namespace {

using std::chrono::milliseconds;
using namespace std::chrono_literals;

constexpr milliseconds pause_between_tries{5};
constexpr std::int64_t promote_is_forgotten_after = 600;  // seconds
constexpr milliseconds files_lag{10};                     // a file's time is that of the kernel's last tick

// In nanoseconds, which end in 2262: some file systems know later times.
std::int64_t modified(const std::string& path)
{
    constexpr std::int64_t second = 1'000'000'000;
    constexpr std::int64_t most = std::numeric_limits<std::int64_t>::max() / second - 1;
    struct stat status {};
    if (::stat(path.c_str(), &status) != 0) return 0;
    return std::clamp<std::int64_t>(status.st_mtim.tv_sec, -most, most) * second + status.st_mtim.tv_nsec;
}

bool is_mark_since(std::chrono::nanoseconds then, std::int64_t mark)
{
    const std::chrono::nanoseconds at{mark};
    return at >= then && at <= std::chrono::system_clock::now().time_since_epoch();
}

}  // namespace

Turn::Turn(const std::string& directory, const std::string& pool, const std::string& queue)
    : promote_(queue.empty() ? "promote" : "promote." + file_name_of(queue))
{
    if (!is_usable_state_dir(directory)) return;
    directory_ = directory;
    prefix_ = directory + "/turn." + file_name_of(pool);
}

std::string Turn::file(const std::string& name) const
{
    return prefix_ + '.' + name;
}

// Written whole, or not at all: it is a few bytes.
void Turn::write(const std::string& name, const std::string& text) const
{
    if (prefix_.empty()) return;
    const int fd = open_in_state_dir(directory_, file(name), O_WRONLY | O_TRUNC);
    if (fd < 0) return;
    [[maybe_unused]] const ssize_t written = ::write(fd, text.data(), text.size());
    ::close(fd);
}

void Turn::take(const pcp::Patience& patience)
{
    if (prefix_.empty() || lock_ >= 0) return;
    lock_ = open_in_state_dir(directory_, prefix_, O_RDONLY);
    if (lock_ < 0) return;
    const pcp::Patience half{patience.deadline.capped(patience.deadline.remaining() / 2), patience.cancelled};
    while (::flock(lock_, LOCK_EX | LOCK_NB) != 0 && !half.deadline.expired()) {
        pcp::next_slice(patience, "waiting for another hook to finish");
        pcp::pause(half, pause_between_tries);
    }
}

void Turn::give_back()
{
    if (lock_ >= 0) ::close(lock_);
    lock_ = -1;
}

// One out of the future was noted before the clock was put back: it would forbid every promote until then.
std::optional<int> Turn::unresolved_promote() const
{
    if (prefix_.empty()) return std::nullopt;
    const std::string path = file(promote_);
    const std::int64_t age = std::time(nullptr) - modified(path) / 1'000'000'000;
    if (std::abs(age) > promote_is_forgotten_after) return std::nullopt;
    char text[16] = {};
    const int fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
    if (fd < 0) return std::nullopt;
    const ssize_t got = ::read(fd, text, sizeof text - 1);
    ::close(fd);
    int backend = -1;
    const bool read = got > 0 && std::from_chars(text, text + got, backend).ec == std::errc{};
    return read ? std::optional{backend} : std::nullopt;
}

void Turn::note_promote(int backend)
{
    write(promote_, std::to_string(backend));
}

void Turn::resolve_promote()
{
    if (!prefix_.empty()) ::unlink(file(promote_).c_str());
}

std::int64_t Turn::detach_mark(int backend) const
{
    return prefix_.empty() ? 0 : modified(file("detach." + std::to_string(backend)));
}

void Turn::note_detach(int backend)
{
    write("detach." + std::to_string(backend), "");
}

// A mark out of the future was made before the clock was put back: it would keep the backend out until then.
bool Turn::was_asked_out_since(Moment then, int backend) const
{
    return is_mark_since(then.time_since_epoch() - files_lag, detach_mark(backend));
}

// Here it would stand in the way of every order until then.
bool Turn::was_detached_since(Moment then, int backend) const
{
    if (prefix_.empty()) return false;
    return is_mark_since(then.time_since_epoch() + 1ns, modified(file("detached." + std::to_string(backend))));
}

void Turn::note_detached(int backend)
{
    write("detached." + std::to_string(backend), "");
}

}  // namespace efm
