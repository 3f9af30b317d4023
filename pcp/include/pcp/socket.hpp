// A non-blocking stream socket whose every wait is bounded.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "pcp/deadline.hpp"
#include "pcp/resolver.hpp"

namespace pcp {

// Owns one descriptor. All functions throw Error: unreachable (refused, reset, closed), timeout, cancelled.
class Socket {
public:
    // Tries the addresses of a name in turn, each with its share of the time that is left.
    static Socket connect_tcp(const std::string& host, std::uint16_t port, const Patience& patience);
    static Socket connect_unix(const std::string& path, const Patience& patience);

    ~Socket();
    Socket(Socket&& other) noexcept;
    Socket& operator=(Socket&& other) noexcept;

    void send(std::string_view bytes, const Patience& patience);

    // What has arrived, at least one byte. Empty when the peer has closed.
    std::string receive(const Patience& patience);

    // Writes what fits without waiting and forgets the rest: for a goodbye.
    void try_send(std::string_view bytes) noexcept;

private:
    explicit Socket(int fd) : fd_(fd) {}
    static Socket open(int family);
    static Socket connect_address(const IpAddress& address, std::uint16_t port, const Patience& patience);

    void connect(const void* address, unsigned length, const Patience& patience);
    void wait(short events, const Patience& patience, const char* what) const;

    int fd_ = -1;
};

}  // namespace pcp
