#include "pcp/socket.hpp"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <system_error>
#include <utility>
#include <vector>

#include "pcp/error.hpp"

namespace pcp {
namespace {

std::string words(int error)
{
    return std::error_code(error, std::generic_category()).message();
}

[[noreturn]] void lost(int error)
{
    throw Error(Error::Kind::unreachable, words(error), Error::Delivery::not_sent, error);
}

}  // namespace

Socket::~Socket()
{
    if (fd_ >= 0) ::close(fd_);
}

Socket::Socket(Socket&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}

Socket& Socket::operator=(Socket&& other) noexcept
{
    std::swap(fd_, other.fd_);
    return *this;
}

Socket Socket::open(int family)
{
    const int fd = ::socket(family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (fd < 0) lost(errno);
    return Socket{fd};
}

Socket Socket::connect_tcp(const std::string& host, std::uint16_t port, const Patience& patience)
{
    const std::vector<IpAddress> addresses = resolve(host, patience);
    std::string failures;
    int code = 0;  // of all addresses, if it is the same
    for (std::size_t i = 0; i < addresses.size(); ++i) {
        const auto share = patience.deadline.remaining() / (addresses.size() - i);
        const bool last = i + 1 == addresses.size();
        try {
            const Patience own{last ? patience.deadline : patience.deadline.capped(share), patience.cancelled};
            return connect_address(addresses[i], port, own);
        } catch (const Error& error) {
            if (error.kind() == Error::Kind::cancelled) throw;
            if (addresses.size() == 1) throw;
            failures += (failures.empty() ? "" : ", ") + to_string(addresses[i]) + ": " + error.what();
            code = i == 0 || code == error.system_code() ? error.system_code() : 0;
        }
    }
    const bool late = patience.deadline.expired();
    throw Error(late ? Error::Kind::timeout : Error::Kind::unreachable, failures, Error::Delivery::not_sent, code);
}

Socket Socket::connect_address(const IpAddress& address, std::uint16_t port, const Patience& patience)
{
    Socket socket = open(address.v6 ? AF_INET6 : AF_INET);
    const int on = 1;
    ::setsockopt(socket.fd_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    if (address.v6) {
        sockaddr_in6 to{};
        to.sin6_family = AF_INET6;
        to.sin6_port = htons(port);
        std::copy(address.bytes.begin(), address.bytes.end(), to.sin6_addr.s6_addr);
        socket.connect(&to, sizeof to, patience);
    } else {
        sockaddr_in to{};
        to.sin_family = AF_INET;
        to.sin_port = htons(port);
        std::memcpy(&to.sin_addr, address.bytes.data(), sizeof to.sin_addr);
        socket.connect(&to, sizeof to, patience);
    }
    return socket;
}

Socket Socket::connect_unix(const std::string& path, const Patience& patience)
{
    sockaddr_un to{};
    to.sun_family = AF_UNIX;
    if (path.size() >= sizeof to.sun_path) throw Error(Error::Kind::unreachable, "socket path is too long");
    path.copy(to.sun_path, path.size());
    Socket socket = open(AF_UNIX);
    socket.connect(&to, sizeof to, patience);
    return socket;
}

void Socket::connect(const void* address, unsigned length, const Patience& patience)
{
    constexpr const char* what = "connecting";
    const auto* to = static_cast<const sockaddr*>(address);
    while (::connect(fd_, to, length) != 0) {
        if (errno == EISCONN) return;
        // A Unix socket whose queue is full says EAGAIN and offers nothing to wait on.
        if (errno == EAGAIN) {
            next_slice(patience, what);
            pause(patience, std::chrono::milliseconds{10});
        } else if (errno == EINPROGRESS || errno == EALREADY || errno == EINTR) {
            wait(POLLOUT, patience, what);
            int error = 0;
            socklen_t size = sizeof error;
            if (::getsockopt(fd_, SOL_SOCKET, SO_ERROR, &error, &size) != 0) lost(errno);
            // Accepted and reset at once: the first write tells, as for any reset behind an accept.
            if (error != 0 && error != ECONNRESET) lost(error);
            return;
        } else {
            lost(errno);
        }
    }
}

void Socket::wait(short events, const Patience& patience, const char* what) const
{
    pollfd watched{fd_, events, 0};
    for (;;) {
        const auto slice = next_slice(patience, what);
        if (::poll(&watched, 1, static_cast<int>(slice.count())) > 0) return;
    }
}

void Socket::send(std::string_view bytes, const Patience& patience)
{
    while (!bytes.empty()) {
        const ssize_t sent = ::send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
        if (sent >= 0) {
            bytes.remove_prefix(static_cast<std::size_t>(sent));
        } else if (errno == EAGAIN) {
            wait(POLLOUT, patience, "sending the request");
        } else if (errno != EINTR) {
            lost(errno);
        }
    }
}

std::string Socket::receive(const Patience& patience)
{
    std::array<char, 16384> buffer;
    for (;;) {
        wait(POLLIN, patience, "waiting for the reply");
        const ssize_t got = ::recv(fd_, buffer.data(), buffer.size(), 0);
        if (got >= 0) return std::string(buffer.data(), static_cast<std::size_t>(got));
        if (errno != EAGAIN && errno != EINTR) lost(errno);
    }
}

void Socket::try_send(std::string_view bytes) noexcept
{
    [[maybe_unused]] const ssize_t sent = ::send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
}

}  // namespace pcp
