#include "echo.hpp"

#include <arpa/inet.h>
#include <netinet/ip.h>
#include <netinet/ip_icmp.h>
#include <poll.h>
#include <unistd.h>

#include <array>
#include <cstring>

#include "pcp/deadline.hpp"
#include "sockets.hpp"

namespace standin {
namespace {

std::uint16_t checksum(const icmphdr& header)
{
    std::array<std::uint16_t, sizeof header / 2> words{};
    std::memcpy(words.data(), &header, sizeof header);
    std::uint32_t sum = 0;
    for (const std::uint16_t word : words) sum += word;
    return static_cast<std::uint16_t>(~(sum + (sum >> 16U)));
}

// A raw socket gets everybody's packets, with the IP header in front.
bool is_reply(const char* packet, std::size_t size, const in_addr& from, std::uint16_t id)
{
    iphdr ip{};
    if (size < sizeof ip + sizeof(icmphdr)) return false;
    std::memcpy(&ip, packet, sizeof ip);
    icmphdr icmp{};
    std::memcpy(&icmp, packet + ip.ihl * 4U, sizeof icmp);
    return ip.saddr == from.s_addr && icmp.type == ICMP_ECHOREPLY && icmp.un.echo.id == id;
}

}  // namespace

bool answers_echo(const std::string& address, std::chrono::milliseconds limit)
{
    sockaddr_in to{};
    to.sin_family = AF_INET;
    if (::inet_pton(AF_INET, address.c_str(), &to.sin_addr) != 1) return false;
    const Fd fd(::socket(AF_INET, SOCK_RAW | SOCK_CLOEXEC | SOCK_NONBLOCK, IPPROTO_ICMP));
    icmphdr request{};
    request.type = ICMP_ECHO;
    request.un.echo.id = static_cast<std::uint16_t>(::getpid());
    request.checksum = checksum(request);
    if (::sendto(fd.get(), &request, sizeof request, 0, reinterpret_cast<const sockaddr*>(&to), sizeof to) < 0) {
        return false;
    }
    const auto deadline = pcp::Deadline::after(limit);
    while (!deadline.expired()) {
        pollfd watched{fd.get(), POLLIN, 0};
        ::poll(&watched, 1, static_cast<int>(deadline.remaining().count()));
        std::array<char, 1500> packet;
        const ssize_t got = ::recv(fd.get(), packet.data(), packet.size(), 0);
        if (got > 0 && is_reply(packet.data(), static_cast<std::size_t>(got), to.sin_addr, request.un.echo.id)) {
            return true;
        }
    }
    return false;
}

}  // namespace standin
