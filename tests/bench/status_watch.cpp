#include "status_watch.hpp"

#include <sys/inotify.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <fstream>
#include <string>
#include <system_error>
#include <utility>

namespace bench {

StatusWatch::StatusWatch(std::filesystem::path file)
    : file_(std::move(file)), fd_(::inotify_init1(IN_CLOEXEC | IN_NONBLOCK))
{
    if (::inotify_add_watch(fd_, file_.parent_path().c_str(), IN_CLOSE_WRITE | IN_MOVED_TO) < 0) {
        const int error = errno;
        ::close(fd_);
        throw std::system_error(error, std::generic_category(), "inotify");
    }
}

StatusWatch::~StatusWatch()
{
    ::close(fd_);
}

void StatusWatch::drain() const
{
    std::array<char, 4096> events;
    while (::read(fd_, events.data(), events.size()) > 0) continue;
}

std::optional<bool> StatusWatch::is_down(int backend) const
{
    std::ifstream lines(file_);
    std::string line;
    for (int id = 0; std::getline(lines, line); ++id) {
        if (id == backend) return line == "down";
    }
    return std::nullopt;
}

}  // namespace bench
