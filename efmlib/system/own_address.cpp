#include "own_address.hpp"

#include <ifaddrs.h>
#include <netdb.h>
#include <strings.h>
#include <sys/socket.h>
#include <unistd.h>

#include <memory>
#include <optional>

#include "pcp/resolver.hpp"

namespace efm {
namespace {

std::optional<pcp::IpAddress> address_of(const ifaddrs& entry)
{
    if (!entry.ifa_addr) return std::nullopt;
    const int family = entry.ifa_addr->sa_family;
    if (family != AF_INET && family != AF_INET6) return std::nullopt;
    const socklen_t length = family == AF_INET ? sizeof(sockaddr_in) : sizeof(sockaddr_in6);
    char text[NI_MAXHOST] = {};
    if (::getnameinfo(entry.ifa_addr, length, text, sizeof text, nullptr, 0, NI_NUMERICHOST) != 0) return std::nullopt;
    return pcp::parse_ip(text);
}

bool is_loopback(const pcp::IpAddress& address)
{
    constexpr std::uint8_t network = 127;
    return address.v6 ? to_string(address) == "::1" : address.bytes[0] == network;
}

bool is_own_name(const std::string& host)
{
    char name[256] = {};
    return ::gethostname(name, sizeof name - 1) == 0 && ::strcasecmp(name, host.c_str()) == 0;
}

}  // namespace

bool is_own_address(const std::string& host)
{
    const auto wanted = pcp::parse_ip(host);
    if (!wanted) return is_own_name(host);
    if (is_loopback(*wanted)) return true;
    ifaddrs* list = nullptr;
    if (::getifaddrs(&list) != 0) return false;
    const std::unique_ptr<ifaddrs, decltype(&::freeifaddrs)> owner(list, ::freeifaddrs);
    for (const ifaddrs* entry = list; entry; entry = entry->ifa_next) {
        if (address_of(*entry) == wanted) return true;
    }
    return false;
}

}  // namespace efm
