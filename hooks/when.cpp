#include "when.hpp"

#include <algorithm>
#include <charconv>
#include <ctime>
#include <optional>
#include <utility>

#include "efm/error.hpp"

namespace hooks {
namespace {

using std::chrono::microseconds;

constexpr std::int64_t second = 1'000'000;
constexpr std::pair<std::string_view, std::int64_t> units[] = {
    {"ms", 1'000}, {"s", second}, {"min", 60 * second}, {"h", 3'600 * second}, {"d", 86'400 * second}};
constexpr std::int64_t longest = second * 86'400 * 3'660;
constexpr std::int64_t end_of_time = 4'102'444'800;  // the year 2100: the journal knows none that is later

// In microseconds.
std::optional<std::int64_t> parse_span(std::string_view text)
{
    std::int64_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    const std::string_view unit = text.substr(static_cast<std::size_t>(end - text.data()));
    const auto* found = std::ranges::find(units, unit, [](const auto& each) { return each.first; });
    if (error != std::errc{} || found == std::end(units) || number <= 0 || number > longest / found->second) return {};
    return number * found->second;
}

std::optional<std::int64_t> parse_time(std::string text)
{
    const bool utc = text.ends_with('Z');
    if (utc) text.pop_back();
    std::ranges::replace(text, 'T', ' ');
    for (const char* form : {"%Y-%m-%d %H:%M:%S", "%Y-%m-%d %H:%M", "%Y-%m-%d"}) {
        std::tm broken{};
        broken.tm_isdst = -1;
        const char* rest = ::strptime(text.c_str(), form, &broken);
        if (rest && *rest == '\0') return utc ? ::timegm(&broken) : std::mktime(&broken);
    }
    return std::nullopt;
}

std::string formatted(efm::Timestamp time, const char* form)
{
    const std::time_t seconds = std::chrono::floor<std::chrono::seconds>(time).time_since_epoch().count();
    std::tm local{};
    ::localtime_r(&seconds, &local);
    char text[64];
    return {text, std::strftime(text, sizeof text, form, &local)};
}

}  // namespace

efm::Timestamp now()
{
    return std::chrono::time_point_cast<microseconds>(std::chrono::system_clock::now());
}

efm::Timestamp parse_when(std::string_view text, efm::Timestamp now, int sign)
{
    if (const auto span = parse_span(text)) return now + sign * microseconds{*span};
    const auto time = parse_time(std::string(text));
    if (time && *time >= 0 && *time < end_of_time) return efm::Timestamp{std::chrono::seconds{*time}};
    throw efm::Error(efm::Error::Kind::usage, "\"" + std::string(text.substr(0, 40)) +
                                                  "\" is neither a duration (90s, 15min, 2h, 3d) nor a time "
                                                  "(2026-11-21 07:15) before 2100");
}

std::string time_text(efm::Timestamp time)
{
    return formatted(time, "%Y-%m-%d %H:%M:%S");
}

std::string exact_time_text(efm::Timestamp time)
{
    const auto millis = std::chrono::floor<std::chrono::milliseconds>(time).time_since_epoch().count() % 1'000;
    return time_text(time) + '.' + std::to_string(1'000 + millis).substr(1) + formatted(time, " %z");
}

}  // namespace hooks
