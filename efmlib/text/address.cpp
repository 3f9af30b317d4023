#include "efm/address.hpp"

#include <algorithm>
#include <charconv>

#include "efm/error.hpp"

namespace efm {
namespace {

constexpr std::size_t longest_host = 255;

[[noreturn]] void refuse(std::string_view text, const char* fault)
{
    std::string shown;
    for (const char c : text.substr(0, 80)) shown += c >= ' ' && c <= '~' ? c : '?';
    throw Error(Error::Kind::usage, "\"" + shown + "\" is not an address: " + fault);
}

void check_host(std::string_view text, std::string_view host)
{
    if (host.empty()) refuse(text, "the host is empty");
    if (host.size() > longest_host) refuse(text, "longer than 255 bytes");
    if (host.front() == '-') refuse(text, "it starts with '-'");
    const auto printable = [](char c) {
        return c > ' ' && c <= '~' && c != '"' && c != '\'' && c != '\\';
    };
    if (!std::ranges::all_of(host, printable)) refuse(text, "blanks, quotes and control characters are not allowed");
}

}  // namespace

std::uint16_t parse_port(std::string_view text)
{
    std::uint16_t port = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), port);
    if (error != std::errc{} || end != text.data() + text.size() || port == 0) {
        throw Error(Error::Kind::usage, "\"" + std::string(text.substr(0, 20)) + "\" is not a port (1 to 65535)");
    }
    return port;
}

Address parse_address(std::string_view text)
{
    std::string_view host = text;
    std::optional<std::uint16_t> port;
    if (text.starts_with('[')) {
        const std::size_t close = text.find(']');
        if (close == std::string_view::npos) refuse(text, "']' is missing");
        host = text.substr(1, close - 1);
        const std::string_view rest = text.substr(close + 1);
        if (rest.starts_with(':')) port = parse_port(rest.substr(1));
        if (!rest.empty() && !port) refuse(text, "only ':port' may follow ']'");
    } else if (std::ranges::count(text, ':') == 1) {
        const std::size_t colon = text.find(':');
        host = text.substr(0, colon);
        port = parse_port(text.substr(colon + 1));
    }
    check_host(text, host);
    return {std::string(host), port};
}

std::string endpoint(std::string_view host, std::uint16_t port)
{
    const bool brackets = host.find(':') != std::string_view::npos;
    return (brackets ? "[" : "") + std::string(host) + (brackets ? "]:" : ":") + std::to_string(port);
}

std::string to_string(const Address& address)
{
    return address.port ? endpoint(address.host, *address.port) : address.host;
}

}  // namespace efm
