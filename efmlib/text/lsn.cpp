#include "efm/lsn.hpp"

#include <charconv>
#include <cstdio>

namespace efm {
namespace {

// Unlike from_chars, takes no '-' and nothing behind the digits.
std::optional<std::uint32_t> parse_half(std::string_view digits)
{
    if (digits.empty() || digits.size() > 8 || digits.front() == '-') return std::nullopt;
    std::uint32_t number = 0;
    const char* const end = digits.data() + digits.size();
    const auto [stopped, error] = std::from_chars(digits.data(), end, number, 16);
    if (error != std::errc{} || stopped != end) return std::nullopt;
    return number;
}

}  // namespace

std::optional<Lsn> parse_lsn(std::string_view text)
{
    const std::size_t slash = text.find('/');
    if (slash == std::string_view::npos) return std::nullopt;
    const auto high = parse_half(text.substr(0, slash));
    const auto low = parse_half(text.substr(slash + 1));
    if (!high || !low) return std::nullopt;
    return Lsn{std::uint64_t{*high} << 32 | *low};
}

std::string to_string(Lsn lsn)
{
    char text[20];
    std::snprintf(text, sizeof text, "%X/%X", static_cast<unsigned>(lsn.value >> 32),
                  static_cast<unsigned>(lsn.value & 0xFFFF'FFFF));
    return text;
}

}  // namespace efm
