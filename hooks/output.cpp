#include "output.hpp"

#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "pcp/deadline.hpp"

namespace hooks {
namespace {

constexpr std::size_t never_blocks = 4096;  // PIPE_BUF: a pipe that poll() calls writable takes this much

// Who has closed the pipe has seen enough, as head has.
void say_that_it_is_cut_off(int error)
{
    if (error == EPIPE) return;
    const std::string why = error == ETIMEDOUT ? "nobody has read it for a second" : std::strerror(error);
    write_to(STDERR_FILENO, "error: standard output is cut off: " + why + '\n', std::chrono::milliseconds::zero());
}

}  // namespace

bool write_to(int fd, std::string_view text, std::chrono::milliseconds limit)
{
    const pcp::Deadline deadline = pcp::Deadline::after(limit);
    while (!text.empty()) {
        pollfd watched{fd, POLLOUT, 0};
        if (::poll(&watched, 1, static_cast<int>(deadline.remaining().count())) <= 0) {
            errno = ETIMEDOUT;
            if (deadline.expired()) return false;
            continue;
        }
        const ssize_t written = ::write(fd, text.data(), std::min(text.size(), never_blocks));
        if (written > 0)
            text.remove_prefix(static_cast<std::size_t>(written));
        else if (errno != EINTR && errno != EAGAIN)
            return false;
    }
    return true;
}

bool put(const std::string& text)
{
    if (write_to(STDOUT_FILENO, text, std::chrono::seconds{1})) return true;
    say_that_it_is_cut_off(errno);
    return false;
}

std::string one_line(std::string text)
{
    const auto is_control = [](char c) {
        return static_cast<unsigned char>(c) < ' ' || c == '\x7f';
    };
    std::ranges::replace_if(text, is_control, '?');
    return text;
}

}  // namespace hooks
