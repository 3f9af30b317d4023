#include "pcp/resolver.hpp"

#include <arpa/inet.h>
#include <netdb.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <future>
#include <memory>
#include <system_error>
#include <thread>
#include <utility>

#include "pcp/error.hpp"
#include "pcp/signals_blocked.hpp"

namespace pcp {
namespace {

// What a look-up came back with: addresses, or the reason for none.
struct LookUp {
    std::vector<IpAddress> addresses;
    std::string failure;
};

IpAddress from_v4(const in_addr& raw)
{
    IpAddress address;
    std::memcpy(address.bytes.data(), &raw, sizeof raw);
    return address;
}

IpAddress from_v6(const in6_addr& raw)
{
    IpAddress address;
    if (IN6_IS_ADDR_V4MAPPED(&raw)) {
        std::memcpy(address.bytes.data(), raw.s6_addr + 12, 4);
    } else {
        address.v6 = true;
        std::memcpy(address.bytes.data(), &raw, sizeof raw);
    }
    return address;
}

std::optional<IpAddress> from_sockaddr(const sockaddr* generic)
{
    if (generic->sa_family == AF_INET) {
        sockaddr_in v4{};
        std::memcpy(&v4, generic, sizeof v4);
        return from_v4(v4.sin_addr);
    }
    if (generic->sa_family == AF_INET6) {
        sockaddr_in6 v6{};
        std::memcpy(&v6, generic, sizeof v6);
        return from_v6(v6.sin6_addr);
    }
    return std::nullopt;
}

// Runs in the thread: touches nothing but its own memory, for nobody may be waiting any more.
LookUp look_up(const std::string& host)
{
    addrinfo hints{};
    hints.ai_socktype = SOCK_STREAM;
    addrinfo* list = nullptr;
    const int code = getaddrinfo(host.c_str(), nullptr, &hints, &list);
    const int system_code = errno;
    if (code == EAI_SYSTEM) return {{}, std::generic_category().message(system_code)};
    if (code != 0) return {{}, gai_strerror(code)};
    const std::unique_ptr<addrinfo, decltype(&freeaddrinfo)> owner{list, &freeaddrinfo};

    LookUp result;
    for (const addrinfo* entry = list; entry != nullptr; entry = entry->ai_next) {
        const std::optional<IpAddress> address = from_sockaddr(entry->ai_addr);
        if (address && std::ranges::find(result.addresses, *address) == result.addresses.end()) {
            result.addresses.push_back(*address);
        }
    }
    if (result.addresses.empty()) result.failure = "no IPv4 or IPv6 address";
    return result;
}

std::future<LookUp> start_look_up(const std::string& host)
{
    std::promise<LookUp> promise;
    std::future<LookUp> answer = promise.get_future();
    const SignalsBlocked quiet;
    std::thread{[host, promised = std::move(promise)]() mutable {
        try {
            promised.set_value(look_up(host));
        } catch (...) {
            promised.set_exception(std::current_exception());
        }
    }}.detach();
    return answer;
}

[[noreturn]] void fail(const std::string& host, const std::string& why)
{
    throw Error(Error::Kind::unreachable, "cannot resolve \"" + host + "\": " + why);
}

}  // namespace

std::string to_string(const IpAddress& address)
{
    std::array<char, INET6_ADDRSTRLEN> text{};
    inet_ntop(address.v6 ? AF_INET6 : AF_INET, address.bytes.data(), text.data(), text.size());
    return text.data();
}

std::optional<IpAddress> parse_ip(std::string_view text)
{
    if (text.find('\0') != std::string_view::npos) return std::nullopt;
    in_addr v4{};
    if (inet_pton(AF_INET, std::string(text).c_str(), &v4) == 1) return from_v4(v4);
    const std::size_t zone = text.find('%');
    if (zone + 1 == text.size()) return std::nullopt;
    in6_addr v6{};
    if (inet_pton(AF_INET6, std::string(text.substr(0, zone)).c_str(), &v6) == 1) return from_v6(v6);
    return std::nullopt;
}

std::vector<IpAddress> resolve(const std::string& host, const Patience& patience)
{
    if (const std::optional<IpAddress> literal = parse_ip(host)) return {*literal};
    if (host.empty() || host.find('\0') != std::string::npos) fail(host, "not a name");

    const std::string what = "resolving \"" + host + "\"";
    try {
        std::future<LookUp> answer = start_look_up(host);
        while (answer.wait_for(next_slice(patience, what.c_str())) != std::future_status::ready) continue;
        LookUp found = answer.get();
        if (!found.failure.empty()) fail(host, found.failure);
        return std::move(found.addresses);
    } catch (const std::system_error& e) {  // no more threads
        fail(host, e.what());
    }
}

}  // namespace pcp
