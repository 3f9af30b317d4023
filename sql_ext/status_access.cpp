#include "status_access.hpp"

#include <algorithm>
#include <cstring>
#include <utility>

#include "manager_calls.hpp"
#include "shared.hpp"

#include "server.hpp"

namespace sqlext {
namespace {

constexpr Microseconds second = 1'000'000;
constexpr int news_pause = 1000;  // ms; announcements come sooner

// Of this process. Never destroyed: the process may end while the server holds on to it.
struct Local {
    BackendStatus status;
    std::uint64_t generation = 0;  // of the shared snapshot that `status` is made of
    CacheCounters counters;
    int failures = 0;
};

Local& local()
{
    static Local* const it = new Local;  // NOLINT: outlives static destruction on purpose
    return *it;
}

// While a worker asks regularly, its answers are good until its next one: readers need not ask as well.
int effective_ttl(const SettingsView& view)
{
    const bool is_polled = shared() && view.worker_enabled && view.cache_ttl > 0;
    return is_polled ? std::max(view.cache_ttl, view.worker_interval + 2) : view.cache_ttl;
}

// Whether what is known of a snapshot makes it an answer.
bool is_fresh(const SettingsView& view, Microseconds called_at, Microseconds started_at, Microseconds collected_at,
              int failures)
{
    if (started_at >= called_at) return true;
    const int ttl = effective_ttl(view);
    const Microseconds longest = failures > 0 ? negative_ttl(failures, ttl) : ttl * second;
    return longest > 0 && collected_at >= called_at - longest;
}

void count(bool hit)
{
    if (Shared* state = shared()) {
        ++(hit ? state->hits : state->misses);
    } else {
        ++(hit ? local().counters.hits : local().counters.misses);
    }
}

void take_own(Snapshot snapshot)
{
    Local& mine = local();
    mine.failures = snapshot.failure ? mine.failures + 1 : 0;
    if (!snapshot.failure) {
        ++mine.counters.updates;
        mine.counters.last_update = snapshot.collected_at;
    }
    mine.generation = 0;
    mine.status.take(std::move(snapshot));
}

bool own_is_fresh(const SettingsView& view, Microseconds called_at)
{
    const Snapshot* held = local().status.find(view.cluster);
    return held && is_fresh(view, called_at, held->started_at, held->collected_at, local().failures);
}

// In this process, for itself alone.
void read_alone(const SettingsView& view, Microseconds called_at)
{
    bool fresh = false;
    run([&] { fresh = own_is_fresh(view, called_at); });
    count(fresh);
    if (fresh) return;
    Snapshot* snapshot = context_owned<Snapshot>();
    collect(view, view.cluster, snapshot);
    run([&] { take_own(std::move(*snapshot)); });
}

// With the lock.
bool is_answered(const ClusterSlot& slot, const SettingsView& view, Microseconds called_at)
{
    return slot.generation != 0 && slot.started_at >= slot.void_before &&
           is_fresh(view, called_at, slot.started_at, slot.collected_at, slot.failures);
}

// The shared answer, if there is one, made this process's own. Otherwise asks for one.
bool find_answer(const SettingsView& view, Microseconds called_at)
{
    lock_shared_state(false);
    ClusterSlot* slot = nullptr;
    for (ClusterSlot& candidate : shared()->clusters) {
        if (strcmp(candidate.cluster, view.cluster) == 0) slot = &candidate;
    }
    const bool answered = slot && is_answered(*slot, view, called_at);
    const std::uint64_t generation = answered ? slot->generation : 0;
    const bool is_new = answered && generation != local().generation;
    const std::size_t size = is_new ? slot->size : 0;
    const char* bytes = is_new ? copy_of_snapshot(*slot) : nullptr;
    unlock_shared_state();
    if (is_new) {
        run([&] {
            local().status.take(from_bytes({bytes, size}));
            local().generation = generation;
        });
        pfree(const_cast<char*>(bytes));
    }
    return answered;
}

void request(const SettingsView& view, Microseconds called_at)
{
    lock_shared_state(true);
    ClusterSlot& slot = slot_of(view.cluster);
    slot.used_at = called_at;
    // With a ttl, what is being collected will do.
    const bool is_coming = slot.running_since != 0 && (view.cache_ttl > 0 || slot.running_since >= called_at);
    if (!is_coming) slot.requested_at = std::max(slot.requested_at, called_at);
    unlock_shared_state();
}

// No worker could be had: this process asks, and shares what it hears.
void collect_for_all(const SettingsView& view)
{
    Snapshot* snapshot = context_owned<Snapshot>();
    collect(view, view.cluster, snapshot);
    publish_snapshot(view.cluster, *snapshot);
}

void read_shared(const SettingsView& view, Microseconds called_at)
{
    bool answered = find_answer(view, called_at);
    count(answered);
    while (!answered) {
        request(view, called_at);
        if (wake_collector()) {
            wait_for_news(news_pause);
        } else {
            collect_for_all(view);
        }
        answered = find_answer(view, called_at);
    }
    end_waiting();
}

}  // namespace

void collect(const SettingsView& view, const char* cluster, Snapshot* snapshot)
{
    ServerRunner* runner = context_owned<ServerRunner>();
    Task* task = new_task();
    run([&] {
        ManagerSettings settings = view.copy();
        settings.cluster = cluster;
        task->start([snapshot, settings, runner](const Task::Cancelled& cancelled) {
            *snapshot = collect_status(settings, *runner, {pcp::Deadline::after(run_limit), cancelled});
        });
    });
    wait_for(*task);
    log_command(view, *runner);
    run([&] { task->finish(); });
}

void publish_snapshot(const char* cluster, const Snapshot& snapshot)
{
    std::string* bytes = context_owned<std::string>();
    run([&] { *bytes = to_bytes(snapshot); });
    publish(cluster, bytes->data(), bytes->size(), snapshot);
}

const BackendStatus& current_status()
{
    const SettingsView view = settings_now();
    const Microseconds called_at = now();
    if (shared() && view.cluster && view.cluster[0] != '\0') {
        read_shared(view, called_at);
    } else {
        read_alone(view, called_at);
    }
    return local().status;
}

const BackendStatus& required_status()
{
    const BackendStatus& status = current_status();
    run([&] {
        if (status.snapshot().failure) throw SqlError(*status.snapshot().failure);
    });
    return status;
}

CacheCounters cache_counters()
{
    const Shared* state = shared();
    if (!state) return local().counters;
    CacheCounters counters{state->hits, state->misses, state->updates, 0};
    lock_shared_state(false);
    for (const ClusterSlot& slot : state->clusters) {
        const bool is_ours = strcmp(slot.cluster, settings_now().cluster) == 0;
        if (is_ours && slot.failures == 0 && slot.started_at >= slot.void_before) {
            counters.last_update = slot.collected_at;
        }
    }
    unlock_shared_state();
    return counters;
}

void invalidate_status()
{
    local().status.forget();
    local().counters.last_update = 0;
    if (!shared()) return;
    lock_shared_state(true);
    for (ClusterSlot& slot : shared()->clusters) slot.void_before = now();
    unlock_shared_state();
}

}  // namespace sqlext
