#include "fake_listener.hpp"

#include <netdb.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cerrno>
#include <memory>
#include <stdexcept>
#include <system_error>

namespace support {
namespace {

constexpr int backlog = 128;

// A listening socket, or -1 with errno.
int listen_at(int family, const sockaddr* address, socklen_t length)
{
    const int fd = ::socket(family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (fd < 0) return -1;
    const int on = 1;
    ::setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    if (::bind(fd, address, length) == 0 && ::listen(fd, backlog) == 0) return fd;
    const int reason = errno;
    ::close(fd);
    errno = reason;
    return -1;
}

int listen_unix(const FakePcpSettings& settings)
{
    const std::string path = socket_path(settings);
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    path.copy(address.sun_path, sizeof address.sun_path - 1);
    ::unlink(path.c_str());
    return listen_at(AF_UNIX, reinterpret_cast<const sockaddr*>(&address), sizeof address);
}

int listen_tcp(const FakePcpSettings& settings)
{
    addrinfo hints{};
    hints.ai_flags = AI_NUMERICHOST | AI_NUMERICSERV | AI_PASSIVE;
    hints.ai_socktype = SOCK_STREAM;
    addrinfo* found = nullptr;
    if (getaddrinfo(settings.address.c_str(), std::to_string(settings.port).c_str(), &hints, &found) != 0) {
        throw std::invalid_argument("fake PCP server: no address literal: " + settings.address);
    }
    const std::unique_ptr<addrinfo, decltype(&freeaddrinfo)> owner{found, &freeaddrinfo};
    return listen_at(found->ai_family, found->ai_addr, found->ai_addrlen);
}

}  // namespace

std::string socket_path(const FakePcpSettings& settings)
{
    return settings.address + "/.s.PGSQL." + std::to_string(settings.port);
}

int open_listener(const FakePcpSettings& settings)
{
    const int fd = settings.address.starts_with('/') ? listen_unix(settings) : listen_tcp(settings);
    if (fd >= 0) return fd;
    throw std::system_error(errno, std::generic_category(),
                            "fake PCP server at " + settings.address + " port " + std::to_string(settings.port));
}

}  // namespace support
