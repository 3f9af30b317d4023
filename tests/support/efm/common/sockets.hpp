// Sockets that never wait without end.
#pragma once

#include <sys/socket.h>

#include <string>
#include <utility>

#include "config.hpp"
#include "pcp/deadline.hpp"

namespace standin {

class Fd {
public:
    explicit Fd(int fd = -1) : fd_(fd) {}
    Fd(Fd&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
    Fd& operator=(Fd&& other) noexcept
    {
        std::swap(fd_, other.fd_);
        return *this;
    }
    ~Fd();
    int get() const { return fd_; }

private:
    int fd_;
};

struct SocketAddress {
    sockaddr_storage storage{};
    socklen_t length = 0;
    const sockaddr* get() const { return reinterpret_cast<const sockaddr*>(&storage); }
};

// All of these throw std::runtime_error (or pcp::Error when patience ends) with the endpoint's name.
SocketAddress resolve(const Endpoint& endpoint, int type);
Fd listen_on(const Endpoint& endpoint);
Fd datagrams_on(const Endpoint& endpoint);
Fd connect_to(const Endpoint& endpoint, const pcp::Patience& patience);

// One line without its end. Empty at the end of the stream.
std::string read_line(const Fd& fd, const pcp::Patience& patience);
void write_line(const Fd& fd, std::string line, const pcp::Patience& patience);

}  // namespace standin
