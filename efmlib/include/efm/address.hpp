// The address of a member, a backend or a pool: a host and perhaps a port. Plain values.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace efm {

struct Address {
    std::string host;  // a name, an address literal without brackets, or the path of a socket directory
    std::optional<std::uint16_t> port;
    bool operator==(const Address&) const = default;
};

// "db1", "db1:5432", "10.0.0.1", "::1", "[::1]:5432", "/run/postgresql:5432".
// Throws Error (usage) for anything else: empty, over 255 bytes, a leading '-', blanks or control characters.
Address parse_address(std::string_view text);

// A port number, 1 to 65535. Throws Error (usage).
std::uint16_t parse_port(std::string_view text);

std::string to_string(const Address& address);

// "host:port" as errors and tables print it; [host]:port for IPv6.
std::string endpoint(std::string_view host, std::uint16_t port);

}  // namespace efm
