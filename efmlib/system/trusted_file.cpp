#include "trusted_file.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdio>
#include <string_view>
#include <system_error>

#include "efm/error.hpp"

namespace efm {
namespace {

constexpr std::size_t largest = 1'048'576;
constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";

[[noreturn]] void refuse(const std::string& path, const std::string& fault)
{
    throw Error(Error::Kind::configuration, path + ": " + fault);
}

std::string words(int error)
{
    return std::error_code(error, std::generic_category()).message();
}

class OpenFile {
public:
    // O_NONBLOCK: a FIFO must not make us wait.
    explicit OpenFile(const std::string& path)
        : path_(path), fd_(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK))
    {
        if (fd_ < 0) refuse(path, words(errno));
        if (::fstat(fd_, &status_) != 0 || !S_ISREG(status_.st_mode)) {
            ::close(fd_);
            refuse(path, "not a regular file");
        }
    }
    ~OpenFile() { ::close(fd_); }
    OpenFile(const OpenFile&) = delete;
    OpenFile& operator=(const OpenFile&) = delete;

    const struct stat& status() const { return status_; }

    std::string content() const
    {
        std::string text;
        std::array<char, 8192> buffer;
        for (;;) {
            const ssize_t got = ::read(fd_, buffer.data(), buffer.size());
            if (got == 0) return text;
            if (got < 0 && errno == EINTR) continue;
            if (got < 0) refuse(path_, words(errno));
            text.append(buffer.data(), static_cast<std::size_t>(got));
            if (text.size() > largest) refuse(path_, "larger than 1 MiB");
        }
    }

private:
    const std::string& path_;
    int fd_;
    struct stat status_ {};
};

}  // namespace

std::string read_file(const std::string& path)
{
    return OpenFile(path).content();
}

std::string read_trusted_file(const std::string& path)
{
    const OpenFile file(path);
    if ((file.status().st_mode & (S_IWGRP | S_IWOTH)) != 0) {
        refuse(path, "may be written by others: chmod go-w " + path);
    }
    if (file.status().st_uid != 0 && file.status().st_uid != ::geteuid()) {
        refuse(path, "belongs to another user: chown root " + path);
    }
    std::string text = file.content();
    if (text.starts_with(byte_order_mark)) text.erase(0, byte_order_mark.size());
    return text;
}

}  // namespace efm
