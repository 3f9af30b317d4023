// A position in the write-ahead log. A plain value.
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace efm {

struct Lsn {
    std::uint64_t value = 0;
    auto operator<=>(const Lsn&) const = default;
};

// "0/6000148": two hexadecimal numbers of up to 32 bits, letters in any case. None for anything else: 0/0 is a
// position.
std::optional<Lsn> parse_lsn(std::string_view text);

// As EFM and PostgreSQL print it: upper case, not padded.
std::string to_string(Lsn lsn);

}  // namespace efm
