#include <algorithm>
#include <charconv>
#include <span>
#include <utility>

#include "efm/error.hpp"
#include "efm/settings.hpp"

namespace efm {
namespace {

struct Unit {
    std::string_view name;
    std::uint64_t factor;
};

constexpr Unit durations[] = {{"ms", 1}, {"s", 1'000}, {"min", 60'000}, {"h", 3'600'000}};
constexpr std::uint64_t longest = 24 * 3'600'000;
constexpr Unit sizes[] = {{"kB", 1ULL << 10}, {"MB", 1ULL << 20}, {"GB", 1ULL << 30}, {"TB", 1ULL << 40}};
constexpr std::uint64_t largest = 1ULL << 50;

// A whole number, not 0, and its unit. Empty if it is anything else.
std::optional<std::uint64_t> quantity(std::string_view text, std::span<const Unit> units, std::uint64_t most)
{
    std::uint64_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    const std::string_view unit = text.substr(static_cast<std::size_t>(end - text.data()));
    const auto found = std::ranges::find(units, unit, &Unit::name);
    if (error != std::errc{} || found == units.end() || number == 0 || number > most / found->factor) return {};
    return number * found->factor;
}

[[noreturn]] void refuse(std::string_view text, const std::string& what)
{
    throw Error(Error::Kind::configuration, "\"" + std::string(text.substr(0, 40)) + "\" is not " + what);
}

}  // namespace

std::chrono::milliseconds parse_duration(std::string_view text)
{
    const auto span = quantity(text, durations, longest);
    if (!span) refuse(text, "a duration: a number and its unit (ms, s, min, h), at most 24h, such as 15s");
    return std::chrono::milliseconds{*span};
}

std::uint64_t parse_size(std::string_view text)
{
    const auto size = quantity(text, sizes, largest);
    if (!size) refuse(text, "a size: a number and its unit (kB, MB, GB, TB), such as 64MB");
    return *size;
}

}  // namespace efm
