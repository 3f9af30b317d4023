// Names to addresses, within a deadline.
#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "pcp/deadline.hpp"

namespace pcp {

// An IPv4 or IPv6 address as a value. IPv4-mapped IPv6 (::ffff:a.b.c.d) is the IPv4 address; a zone is not kept.
struct IpAddress {
    bool v6 = false;
    std::array<std::uint8_t, 16> bytes{};  // network order; the first four for IPv4
    auto operator<=>(const IpAddress&) const = default;
};

std::string to_string(const IpAddress& address);

// Empty unless `text` is an address literal (no brackets; a %zone is accepted and dropped).
std::optional<IpAddress> parse_ip(std::string_view text);

// All addresses of a name or literal, in the system's order, without repeats. Throws Error: unreachable when the name
// has none (for certain or for now), timeout, cancelled. A look-up that hangs is abandoned in a thread of its own.
std::vector<IpAddress> resolve(const std::string& host, const Patience& patience);

}  // namespace pcp
