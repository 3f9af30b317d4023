#include "sockets.hpp"

#include <netdb.h>
#include <poll.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <memory>
#include <stdexcept>

namespace standin {
namespace {

[[noreturn]] void fail(const Endpoint& endpoint, const std::string& why)
{
    throw std::runtime_error(endpoint.host + ":" + std::to_string(endpoint.port) + ": " + why);
}

Fd bound_socket(const Endpoint& endpoint, int type)
{
    const SocketAddress address = resolve(endpoint, type);
    Fd fd(::socket(address.storage.ss_family, type | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
    const int on = 1;
    ::setsockopt(fd.get(), SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    if (::bind(fd.get(), address.get(), address.length) != 0) fail(endpoint, std::strerror(errno));
    return fd;
}

void wait_for(const Fd& fd, short events, const pcp::Patience& patience, const char* what)
{
    pollfd watched{fd.get(), events, 0};
    do {
        const auto slice = pcp::next_slice(patience, what);
        if (::poll(&watched, 1, static_cast<int>(slice.count())) < 0 && errno != EINTR) {
            throw std::runtime_error(std::string("poll: ") + std::strerror(errno));
        }
    } while (watched.revents == 0);
}

bool would_wait()
{
    return errno == EAGAIN || errno == EINTR;
}

}  // namespace

Fd::~Fd()
{
    if (fd_ >= 0) ::close(fd_);
}

SocketAddress resolve(const Endpoint& endpoint, int type)
{
    addrinfo hints{};
    hints.ai_socktype = type;
    hints.ai_flags = AI_NUMERICSERV;
    addrinfo* found = nullptr;
    const int error = ::getaddrinfo(endpoint.host.c_str(), std::to_string(endpoint.port).c_str(), &hints, &found);
    if (error != 0) fail(endpoint, ::gai_strerror(error));
    const std::unique_ptr<addrinfo, decltype(&::freeaddrinfo)> owner(found, &::freeaddrinfo);
    SocketAddress address;
    std::memcpy(&address.storage, found->ai_addr, found->ai_addrlen);
    address.length = found->ai_addrlen;
    return address;
}

Fd listen_on(const Endpoint& endpoint)
{
    Fd fd = bound_socket(endpoint, SOCK_STREAM);
    if (::listen(fd.get(), SOMAXCONN) != 0) fail(endpoint, std::strerror(errno));
    return fd;
}

Fd datagrams_on(const Endpoint& endpoint)
{
    return bound_socket(endpoint, SOCK_DGRAM);
}

Fd connect_to(const Endpoint& endpoint, const pcp::Patience& patience)
{
    const SocketAddress address = resolve(endpoint, SOCK_STREAM);
    Fd fd(::socket(address.storage.ss_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
    if (::connect(fd.get(), address.get(), address.length) != 0) {
        if (errno != EINPROGRESS) fail(endpoint, std::strerror(errno));
        wait_for(fd, POLLOUT, patience, "connecting to an agent");
        int error = 0;
        socklen_t length = sizeof error;
        ::getsockopt(fd.get(), SOL_SOCKET, SO_ERROR, &error, &length);
        if (error != 0) fail(endpoint, std::strerror(error));
    }
    return fd;
}

std::string read_line(const Fd& fd, const pcp::Patience& patience)
{
    std::string text;
    while (text.empty() || text.back() != '\n') {
        std::array<char, 65'536> chunk;
        wait_for(fd, POLLIN, patience, "reading from an agent");
        const ssize_t got = ::recv(fd.get(), chunk.data(), chunk.size(), 0);
        if (got < 0 && would_wait()) continue;
        if (got <= 0) return "";
        text.append(chunk.data(), static_cast<std::size_t>(got));
    }
    text.pop_back();
    return text;
}

void write_line(const Fd& fd, std::string line, const pcp::Patience& patience)
{
    line += '\n';
    for (std::size_t done = 0; done < line.size();) {
        wait_for(fd, POLLOUT, patience, "writing to an agent");
        const ssize_t sent = ::send(fd.get(), line.data() + done, line.size() - done, MSG_NOSIGNAL);
        if (sent < 0 && would_wait()) continue;
        if (sent < 0) throw std::runtime_error(std::string("send: ") + std::strerror(errno));
        done += static_cast<std::size_t>(sent);
    }
}

}  // namespace standin
