#include "http_post.hpp"

#include <arpa/inet.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include <stdexcept>

namespace monitoring {
namespace {

class Connection {
public:
    explicit Connection(std::uint16_t port) : fd_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0))
    {
        const timeval limit{60, 0};
        ::setsockopt(fd_, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_port = htons(port);
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        if (::connect(fd_, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
            ::close(fd_);
            throw std::runtime_error("nobody listens on port " + std::to_string(port));
        }
    }
    ~Connection() { ::close(fd_); }
    Connection(const Connection&) = delete;
    Connection& operator=(const Connection&) = delete;

    void send(const std::string& text) const
    {
        for (std::size_t sent = 0; sent < text.size();) {
            const ssize_t count = ::send(fd_, text.data() + sent, text.size() - sent, MSG_NOSIGNAL);
            if (count <= 0) throw std::runtime_error("the server hung up");
            sent += static_cast<std::size_t>(count);
        }
    }

    std::string receive_all() const
    {
        std::string text;
        char part[8192];
        for (;;) {
            const ssize_t count = ::recv(fd_, part, sizeof part, 0);
            if (count < 0) throw std::runtime_error("the server does not answer");
            if (count == 0) return text;
            text.append(part, static_cast<std::size_t>(count));
        }
    }

private:
    int fd_;
};

}  // namespace

std::string http_post(std::uint16_t port, const std::string& path, const std::string& type, const std::string& body)
{
    const Connection connection(port);
    connection.send("POST " + path + " HTTP/1.0\r\nHost: 127.0.0.1\r\nContent-Type: " + type +
                    "\r\nContent-Length: " + std::to_string(body.size()) + "\r\nConnection: close\r\n\r\n" + body);
    const std::string answer = connection.receive_all();
    const std::size_t end_of_head = answer.find("\r\n\r\n");
    if (end_of_head == std::string::npos) throw std::runtime_error("this is no HTTP: " + answer);
    return answer.substr(end_of_head + 4);
}

}  // namespace monitoring
