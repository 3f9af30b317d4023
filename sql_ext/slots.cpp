#include "slots.hpp"

#include <algorithm>
#include <cstring>
#include <limits>

#include "backend_status.hpp"

namespace sqlext {
namespace {

constexpr Microseconds second = 1'000'000;

template <std::size_t size>
void copy(char (&to)[size], const char* from)
{
    std::strncpy(to, from, size - 1);
    to[size - 1] = '\0';
}

// Whoever mends a setting looks again at once, and it costs little.
bool is_of_settings(const SqlError& failure)
{
    return failure.sqlstate == "F0000" || failure.sqlstate == "22023" || failure.sqlstate == "58P01";
}

int failures_with(const Snapshot& snapshot, int before)
{
    if (!snapshot.failure) return 0;
    return is_of_settings(*snapshot.failure) ? 1 : before + 1;
}

}  // namespace

void renew(Standing& standing, const Snapshot& snapshot, std::uint64_t version, Microseconds good_until)
{
    standing.version = version;
    standing.started = snapshot.started;
    standing.collected = snapshot.collected;
    standing.collected_at = snapshot.collected_at;
    if (good_until != 0) {
        standing.good_until = good_until;
        standing.round = snapshot.started;
    }
    standing.failures = failures_with(snapshot, standing.failures);
}

bool is_answer(const Standing& standing, Microseconds asked, int ttl)
{
    if (standing.version == 0 || standing.started < standing.void_before) return false;
    if (standing.started >= asked) return true;
    if (ttl == 0) return false;
    if (standing.failures > 0) return standing.collected + negative_ttl(standing.failures, ttl) >= asked;
    return std::max(standing.collected + ttl * second, standing.good_until) >= asked;
}

Slot* find_slot(Slots& slots, Subject subject, const char* cluster)
{
    const auto found = std::ranges::find_if(slots, [&](const Slot& slot) {
        return slot.used != 0 && slot.subject == subject && std::strcmp(slot.cluster, cluster) == 0;
    });
    return found == slots.end() ? nullptr : &*found;
}

Slot& oldest_slot(Slots& slots)
{
    return *std::ranges::min_element(slots, {}, [](const Slot& slot) {
        return slot.running_since != 0 ? std::numeric_limits<Microseconds>::max() : slot.used;
    });
}

void take_slot(Slot& slot, Subject subject, const char* cluster)
{
    slot = Slot{};
    slot.subject = subject;
    copy(slot.cluster, cluster);
    slot.used = ticks();
}

void request(Slot& slot, Microseconds asked, int ttl)
{
    slot.used = asked;
    const bool is_coming = slot.running_since != 0 && (ttl > 0 || slot.running_since >= asked);
    if (!is_coming) slot.requested = std::max(slot.requested, asked);
}

Microseconds next_round(Slot& slot, Microseconds pause)
{
    constexpr Microseconds end_of_time = std::numeric_limits<Microseconds>::max();
    if (slot.running_since != 0) return end_of_time;
    const Microseconds due = slot.standing.round == 0 ? 0 : slot.standing.round + pause;
    slot.is_due = slot.is_due || due <= ticks();
    return due;
}

std::size_t take_wanted(Slots& slots, std::array<Wanted, most_slots>& wanted)
{
    std::size_t count = 0;
    for (Slot& slot : slots) {
        if (slot.running_since != 0 || (slot.requested == 0 && !slot.is_due)) continue;
        Wanted& one = wanted[count++];
        one.subject = slot.subject;
        one.polled = slot.is_due;
        copy(one.cluster, slot.cluster);
        slot.running_since = slot.used = ticks();
        slot.requested = 0;
        slot.is_due = false;
    }
    return count;
}

}  // namespace sqlext
