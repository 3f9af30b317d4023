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

}  // namespace sqlext
