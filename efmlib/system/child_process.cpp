#include "child_process.hpp"

#include <fcntl.h>
#include <poll.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <string_view>
#include <system_error>

#include "efm/error.hpp"
#include "left_children.hpp"
#include "pcp/deadline.hpp"

namespace efm {
namespace {

using std::chrono::milliseconds;

constexpr milliseconds slice{50};        // the longest single wait: how often callers get to ask their questions
constexpr milliseconds reap_limit{300};  // for a killed child to be gone; the kernel may hold it

[[noreturn]] void fail(const char* what)
{
    throw Error(Error::Kind::system, what + std::generic_category().message(errno));
}

// A copy past those that become the child's own 0 to 2, if they are closed in this process.
Descriptor past_standard_streams(const Descriptor& low)
{
    Descriptor copy(::fcntl(low.get(), F_DUPFD_CLOEXEC, 3));
    if (!copy.open()) fail("cannot copy a descriptor: ");
    return copy;
}

}  // namespace

void Descriptor::close()
{
    if (fd_ >= 0) ::close(std::exchange(fd_, -1));
}

Descriptor child_input(const std::optional<std::string>& text)
{
    const Descriptor file(text ? ::memfd_create("input", MFD_CLOEXEC) : ::open("/dev/null", O_RDONLY | O_CLOEXEC));
    if (!file.open()) fail("cannot make a program's input: ");
    for (std::string_view rest = text ? *text : std::string_view{}; !rest.empty();) {
        const ssize_t written = ::write(file.get(), rest.data(), rest.size());
        if (written < 0 && errno != EINTR) fail("cannot write a program's input: ");
        rest.remove_prefix(static_cast<std::size_t>(std::max<ssize_t>(written, 0)));
    }
    ::lseek(file.get(), 0, SEEK_SET);
    return past_standard_streams(file);
}

ChildStream::ChildStream(std::size_t cap) : cap_(cap)
{
    std::array<int, 2> ends{};
    if (::pipe2(ends.data(), O_CLOEXEC) != 0) fail("cannot make a pipe: ");
    read_end_ = Descriptor(ends[0]);
    write_end_ = past_standard_streams(Descriptor(ends[1]));
    ::fcntl(read_end_.get(), F_SETFL, O_NONBLOCK);
}

pollfd ChildStream::wanted() const
{
    return {read_end_.get(), POLLIN, 0};
}

void ChildStream::read_some()
{
    std::array<char, 65'536> buffer;
    const ssize_t got = ::read(read_end_.get(), buffer.data(), buffer.size());
    if (got < 0 && (errno == EAGAIN || errno == EINTR)) return;
    if (got <= 0) return read_end_.close();
    const auto size = static_cast<std::size_t>(got);
    const std::size_t kept = std::min(size, cap_ - text_.size());
    text_.append(buffer.data(), kept);
    truncated_ = truncated_ || kept < size;
}

ChildProcess::ChildProcess(pid_t pid, ChildStream& out, ChildStream& err, bool killable)
    : pid_(pid), out_(out), err_(err), handle_(static_cast<int>(::syscall(SYS_pidfd_open, pid, 0))), killable_(killable)
{
    reap_left_children();
    out_.close_write_end();
    err_.close_write_end();
}

void ChildProcess::serve(milliseconds span)
{
    std::array<pollfd, 3> wanted{pollfd{handle_.get(), POLLIN, 0}, out_.wanted(), err_.wanted()};
    ::poll(wanted.data(), wanted.size(), static_cast<int>(std::min(span, slice).count()));
    if (wanted[1].revents != 0) out_.read_some();
    if (wanted[2].revents != 0) err_.read_some();
    if (!exited_) notice_exit();
}

// Leaves the child as a zombie. The pidfd only wakes us up: without one the news comes a slice later.
void ChildProcess::notice_exit()
{
    siginfo_t info{};
    const int result = ::waitid(P_PID, static_cast<id_t>(pid_), &info, WEXITED | WNOHANG | WNOWAIT);
    exited_ = (result == 0 && info.si_pid == pid_) || (result < 0 && errno == ECHILD);
    if (exited_) handle_.close();
}

void ChildProcess::end_group(milliseconds grace)
{
    if (std::exchange(ended_, true)) return;
    ::kill(-pid_, SIGTERM);
    const auto over = [&] {
        return exited_ && !out_.open() && !err_.open();
    };
    for (const auto limit = pcp::Deadline::after(grace); !over() && !limit.expired();) serve(limit.remaining());
    const bool is_killed = killable_ && ::kill(-pid_, SIGKILL) == 0;
    for (const auto limit = pcp::Deadline::after(reap_limit); is_killed && !exited_ && !limit.expired();) {
        serve(limit.remaining());
    }
    int status = 0;
    if (!exited_) return leave_child(pid_);
    if (::waitpid(pid_, &status, WNOHANG) == pid_) status_ = status;
}

}  // namespace efm
