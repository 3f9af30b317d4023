#include "history.hpp"

#include <algorithm>

namespace sqlext {
namespace {

constexpr Microseconds second = 1'000'000;
constexpr Microseconds longest_back_off = 600 * second;

}  // namespace

bool is_writer_due(History& history, Microseconds period, Microseconds at)
{
    const bool failed = history.launched_at > history.written_at;  // or is at work
    const int failures = failed ? history.failures + 1 : 0;
    const Microseconds back_off = std::min(second << std::min(failures, 10), longest_back_off);
    const bool is_due = history.launched_at == 0 || at - history.launched_at >= (failed ? back_off : period);
    if (!is_due && (history.change[0] == '\0' || failed)) return false;
    history.failures = failures;
    history.launched_at = at;
    return true;
}

void forget_change(History& history, std::string_view announced)
{
    std::string_view rest = history.change;
    if (!rest.starts_with(announced)) return;
    rest.remove_prefix(announced.size());
    if (rest.starts_with("; ")) rest.remove_prefix(2);
    char* const end = std::copy(rest.begin(), rest.end(), history.change);  // to the front: what is read lies behind
    *end = '\0';
}

}  // namespace sqlext
