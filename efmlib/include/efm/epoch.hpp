// Between two promotions: the timeline that a primary writes, of one cluster. Plain values.
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>

#include "efm/lsn.hpp"

namespace efm {

struct Epoch {
    std::uint64_t system = 0;                       // the system identifier, which initdb made
    std::uint32_t timeline = 0;                     // from 1
    std::optional<Lsn> switched_at = std::nullopt;  // where it left the timeline before; none on the first, or unknown
    bool operator==(const Epoch&) const = default;
};

// A partial order. Unordered are epochs of two systems, and two of one timeline that differ in where they left the one
// before: two servers were promoted, neither knows of the other, and neither is older.
std::partial_ordering operator<=>(const Epoch& a, const Epoch& b);

// "7123456789012345678:2@0/3000148"; without the '@' if it is not known.
std::string to_string(const Epoch& epoch);

}  // namespace efm
