#include "pcp_knock.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include <array>
#include <string_view>

namespace support {

using namespace std::string_view_literals;

bool pcp_answers(const std::string& ipv4_address, std::uint16_t port)
{
    const int fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    const timeval second{1, 0};
    ::setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &second, sizeof second);
    ::setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &second, sizeof second);
    sockaddr_in where{};
    where.sin_family = AF_INET;
    where.sin_port = htons(port);
    ::inet_pton(AF_INET, ipv4_address.c_str(), &where.sin_addr);

    constexpr auto salt_and_goodbye = "M\0\0\0\4X\0\0\0\4"sv;
    std::array<char, 9> reply{};
    const bool answered = ::connect(fd, reinterpret_cast<const sockaddr*>(&where), sizeof where) == 0 &&
                          ::send(fd, salt_and_goodbye.data(), salt_and_goodbye.size(), MSG_NOSIGNAL) > 0 &&
                          ::recv(fd, reply.data(), reply.size(), MSG_WAITALL) == static_cast<ssize_t>(reply.size()) &&
                          reply[0] == 'm';
    ::close(fd);
    return answered;
}

}  // namespace support
