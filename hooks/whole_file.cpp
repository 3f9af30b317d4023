#include "whole_file.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "efm/error.hpp"
#include "output.hpp"

namespace hooks {
namespace {

[[noreturn]] void fail(const std::string& file, const char* what, int error)
{
    const char* remedy = error == EACCES ? ": whoever runs this has to be let write in its directory" : "";
    throw efm::Error(efm::Error::Kind::system, file + ": cannot be " + what + ": " + std::strerror(error) + remedy);
}

// In the same directory, so that it can be renamed. node_exporter reads *.prom only.
std::string draft_of(const std::string& file)
{
    const std::size_t slash = file.rfind('/');
    const std::size_t name = slash == std::string::npos ? 0 : slash + 1;
    return file.substr(0, name) + '.' + file.substr(name) + '.' + std::to_string(::getpid());
}

// Root could put a file in place of a device or a FIFO, and everybody else's would be gone.
bool may_be_replaced(const std::string& file)
{
    struct stat status {};
    if (::lstat(file.c_str(), &status) != 0 || S_ISREG(status.st_mode)) return true;
    return S_ISLNK(status.st_mode) && (::stat(file.c_str(), &status) != 0 || S_ISREG(status.st_mode));
}

bool write_whole(int fd, std::string_view text)
{
    return write_to(fd, text, std::chrono::seconds{10}) && ::fchmod(fd, 0644) == 0 && ::fsync(fd) == 0;
}

}  // namespace

void replace_file(const std::string& file, std::string_view text)
{
    if (!may_be_replaced(file)) {
        throw efm::Error(efm::Error::Kind::system, file + " is no regular file and is left alone: name one that is");
    }
    const std::string draft = draft_of(file);
    ::unlink(draft.c_str());  // of a process that had our number, and was killed
    const int fd = ::open(draft.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (fd < 0) fail(file, "made", errno);
    bool done = write_whole(fd, text);
    int error = errno;
    if (::close(fd) != 0 && done) {
        done = false;
        error = errno;
    }
    if (done && ::rename(draft.c_str(), file.c_str()) == 0) return;
    if (done) error = errno;
    ::unlink(draft.c_str());
    fail(file, "written", error);
}

}  // namespace hooks
