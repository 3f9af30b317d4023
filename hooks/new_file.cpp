#include "new_file.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <utility>

#include "efm/error.hpp"
#include "output.hpp"

namespace hooks {

NewFile::NewFile(std::string path)
    : path_(std::move(path)), fd_(::open(path_.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600))
{
    if (fd_ < 0) throw efm::Error(efm::Error::Kind::system, path_ + ": cannot be made; does it exist already?");
}

NewFile::~NewFile()
{
    if (fd_ >= 0) ::close(fd_);
    if (!is_whole_) ::unlink(path_.c_str());
}

void NewFile::write(const std::string& text)
{
    const bool written = write_to(fd_, text, std::chrono::seconds{10});
    is_whole_ = ::close(std::exchange(fd_, -1)) == 0 && written;
    if (!is_whole_) throw efm::Error(efm::Error::Kind::system, path_ + ": cannot be written");
}

}  // namespace hooks
