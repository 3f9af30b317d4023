#include "new_file.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <utility>

#include "efm/error.hpp"
#include "output.hpp"

namespace hooks {

namespace {

// What a run before left that could make the file, but neither write nor remove it any more.
bool is_empty_of_ours(int fd)
{
    struct stat status {};
    return ::fstat(fd, &status) == 0 && S_ISREG(status.st_mode) && status.st_uid == ::geteuid() &&
           status.st_nlink == 1 && status.st_size == 0 && (status.st_mode & 07777U) == 0600;
}

int open_new(const std::string& path)
{
    constexpr int flags = O_WRONLY | O_CLOEXEC | O_NOFOLLOW;
    int fd = ::open(path.c_str(), flags | O_CREAT | O_EXCL, 0600);
    if (fd >= 0 || errno != EEXIST) return fd;
    fd = ::open(path.c_str(), flags | O_NONBLOCK);
    if (fd < 0 || is_empty_of_ours(fd)) return fd;
    ::close(fd);
    return -1;
}

}  // namespace

NewFile::NewFile(std::string path) : path_(std::move(path)), fd_(open_new(path_))
{
    if (fd_ < 0) throw efm::Error(efm::Error::Kind::system, path_ + ": cannot be made; does it exist already?");
}

// Whoever has become another user since may not remove it from a directory of root's.
NewFile::~NewFile()
{
    if (fd_ >= 0) ::close(fd_);
    if (is_whole_ || ::unlink(path_.c_str()) == 0 || errno == ENOENT) return;
    write_to(STDERR_FILENO, path_ + " was not written and is left behind: remove it\n", std::chrono::seconds{1});
}

void NewFile::write(const std::string& text)
{
    const bool written = write_to(fd_, text, std::chrono::seconds{10});
    is_whole_ = ::close(std::exchange(fd_, -1)) == 0 && written;
    if (!is_whole_) throw efm::Error(efm::Error::Kind::system, path_ + ": cannot be written");
}

}  // namespace hooks
