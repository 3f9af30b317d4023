#include "answers.hpp"

#include <algorithm>
#include <array>
#include <cstring>
#include <utility>

#include "shared.hpp"
#include "status_rows.hpp"

#include "server.hpp"

namespace sqlext {
namespace {

constexpr Microseconds second = 1'000'000;
constexpr int news_pause = 1000;  // ms; announcements come sooner

struct Held {
    BackendStatus answer;
    Standing standing{};
    bool is_own = false;  // and not what is shared: the versions of the two say nothing of each other
};

// Of this process. Never destroyed: the process may end while the server holds on to it.
struct Local {
    std::array<Held, subjects> answers;
    CacheCounters counters;
};

Local& local()
{
    static Local* const it = new Local;  // NOLINT: outlives static destruction on purpose
    return *it;
}

Held& held(Subject subject)
{
    return local().answers[static_cast<std::size_t>(subject)];
}

const char* cluster_of(const SettingsView& view, Subject subject)
{
    return is_of_pools(subject) || !view.cluster ? "" : view.cluster;
}

void count(Subject subject, bool hit)
{
    if (subject != Subject::manager) return;
    if (Shared* state = shared()) {
        ++(hit ? state->hits : state->misses);
    } else {
        ++(hit ? local().counters.hits : local().counters.misses);
    }
}

// C++. Standing as it would be in shared memory.
void take_own(Snapshot snapshot)
{
    Held& mine = held(snapshot.subject);
    if (snapshot.subject == Subject::manager) {
        ++(snapshot.failure ? local().counters.failures : local().counters.updates);
        if (!snapshot.failure) local().counters.last_update = snapshot.collected_at;
    }
    renew(mine.standing, snapshot, mine.standing.version + 1, 0);
    mine.answer.take(std::move(snapshot));
    mine.is_own = true;
}

// What this process has seen itself.
bool has_own_answer(const SettingsView& view, Subject subject, Microseconds called)
{
    const Held& mine = held(subject);
    bool is_ours = mine.is_own;
    run([&] { is_ours = is_ours && mine.answer.snapshot().cluster == cluster_of(view, subject); });
    return is_ours && is_answer(mine.standing, called, view.cache_ttl);
}

void read(const SettingsView& view, Subject subject, Microseconds called);

// The overview takes EFM's word from an answer that is good at its beginning.
void prepare(const SettingsView& view, Subject subject, Microseconds called)
{
    if (subject == Subject::overview) read(view, Subject::manager, called);
}

// This process looks, for itself alone or because no worker could be had.
void look_alone(const SettingsView& view, Subject subject, Seen* seen)
{
    Task* task = new_task();
    run([&] {
        Inquiry inquiry = inquiry_about(view, subject, cluster_of(view, subject));
        if (!is_of_pools(subject)) inquiry.status = held(Subject::manager).answer;
        task->start([seen, inquiry](const Task::Cancelled& cancelled) { *seen = look(inquiry, cancelled); });
    });
    wait_for(*task);
    run([&] { task->finish(); });
    log_command(view, seen->argv);
}

void read_alone(const SettingsView& view, Subject subject, Microseconds called)
{
    const bool answered = has_own_answer(view, subject, called);
    count(subject, answered);
    if (answered) return;
    prepare(view, subject, called);
    Seen* seen = context_owned<Seen>();
    look_alone(view, subject, seen);
    run([&] {
        for (Snapshot& snapshot : seen->snapshots) take_own(std::move(snapshot));
    });
}

// The shared answer, if there is one, made this process's own.
bool find_answer(const SettingsView& view, Subject subject, Microseconds called)
{
    Held& mine = held(subject);
    lock_shared_state(false);
    const Slot* slot = find_slot(shared()->slots, subject, cluster_of(view, subject));
    const bool answered = slot && is_answer(slot->standing, called, view.cache_ttl);
    const bool is_new = answered && (mine.is_own || slot->standing.version != mine.standing.version);
    const Standing standing = is_new ? slot->standing : Standing{};
    const char* bytes = is_new ? copy_of_snapshot(*slot) : nullptr;
    unlock_shared_state();
    if (is_new) {
        run([&] {
            mine.answer.take(from_bytes({bytes, standing.size}));
            mine.standing = standing;
            mine.is_own = false;
        });
        pfree(const_cast<char*>(bytes));
    }
    return answered;
}

void request(const SettingsView& view, Subject subject, Microseconds called)
{
    lock_shared_state(true);
    request(slot_of(subject, cluster_of(view, subject)), called, view.cache_ttl);
    unlock_shared_state();
}

void look_for_all(const SettingsView& view, Subject subject)
{
    Seen* seen = context_owned<Seen>();
    look_alone(view, subject, seen);
    publish(view, *seen);
}

void read_shared(const SettingsView& view, Subject subject, Microseconds called)
{
    bool answered = find_answer(view, subject, called);
    count(subject, answered);
    while (!answered) {
        prepare(view, subject, called);  // each time: what was good is void after an order
        request(view, subject, called);
        if (wake_collector()) {
            wait_for_news(news_pause);
        } else {
            look_for_all(view, subject);
        }
        answered = find_answer(view, subject, called);
    }
    end_waiting();
}

// EFM cannot be asked about a cluster without a name: nobody else need hear that.
bool is_shared(const SettingsView& view, Subject subject)
{
    return shared() && (is_of_pools(subject) || cluster_of(view, subject)[0] != '\0');
}

void read(const SettingsView& view, Subject subject, Microseconds called)
{
    if (is_shared(view, subject)) {
        read_shared(view, subject, called);
    } else {
        read_alone(view, subject, called);
    }
}

void list(Table* rows, const SettingsView& view, const Snapshot& snapshot, const Standing& standing, bool own)
{
    const bool stale = !is_answer(standing, ticks(), view.cache_ttl);
    run([&] { rows->push_back(snapshot_row(snapshot, standing.version, stale, own)); });
}

void list_shared(Table* rows, const SettingsView& view)
{
    for (const Slot& slot : shared()->slots) {
        lock_shared_state(false);
        const Standing standing = slot.standing;
        const char* bytes = standing.version != 0 ? copy_of_snapshot(slot) : nullptr;
        unlock_shared_state();
        if (!bytes) continue;
        Snapshot* snapshot = context_owned<Snapshot>();
        run([&] { *snapshot = from_bytes({bytes, standing.size}); });
        list(rows, view, *snapshot, standing, false);
    }
}

}  // namespace

const BackendStatus& current(Subject subject)
{
    const SettingsView view = settings_now();
    const Microseconds called = ticks();
    read(view, subject, called);
    return held(subject).answer;
}

const BackendStatus& required(Subject subject)
{
    const BackendStatus& answer = current(subject);
    run([&] {
        if (answer.snapshot().failure) throw SqlError(*answer.snapshot().failure);
    });
    return answer;
}

const BackendStatus* known(Subject subject)
{
    const SettingsView view = settings_now();
    const bool answered =
        is_shared(view, subject) ? find_answer(view, subject, ticks()) : has_own_answer(view, subject, ticks());
    return answered ? &held(subject).answer : nullptr;
}

bool read_latest(Subject subject, const char* cluster, Snapshot* snapshot)
{
    lock_shared_state(false);
    const Slot* slot = find_slot(shared()->slots, subject, cluster);
    const std::size_t size = slot && slot->standing.version != 0 ? slot->standing.size : 0;
    const char* bytes = size > 0 ? copy_of_snapshot(*slot) : nullptr;
    unlock_shared_state();
    if (!bytes) return false;
    run([&] { *snapshot = from_bytes({bytes, size}); });
    return true;
}

Inquiry inquiry_about(const SettingsView& view, Subject subject, const char* cluster)
{
    Inquiry inquiry{subject, false, view.copy(), view.hooks_conf ? view.hooks_conf : ""};
    if (!is_of_pools(subject)) inquiry.manager.cluster = cluster;
    return inquiry;
}

void publish(const SettingsView& view, const Seen& seen)
{
    std::string* bytes = context_owned<std::string>();
    for (const Snapshot& snapshot : seen.snapshots) {
        run([&] { *bytes = to_bytes(snapshot); });
        const Microseconds next = snapshot.polled ? (view.worker_interval + 2) * second : 0;
        share(snapshot, bytes->data(), bytes->size(), next);
    }
    finish_look(seen.subject, seen.cluster.c_str());
}

CacheCounters cache_counters()
{
    const Shared* state = shared();
    if (!state) return local().counters;
    CacheCounters counters{state->hits, state->misses, state->updates, state->failures, 0};
    lock_shared_state(false);
    const Slot* slot = find_slot(shared()->slots, Subject::manager, settings_now().cluster);
    if (slot && slot->standing.failures == 0 && slot->standing.started >= slot->standing.void_before) {
        counters.last_update = slot->standing.collected_at;
    }
    unlock_shared_state();
    return counters;
}

void invalidate_answers()
{
    const Microseconds moment = ticks();
    for (Held& mine : local().answers) mine.standing.void_before = moment;
    local().counters.last_update = 0;
    if (!shared()) return;
    lock_shared_state(true);
    for (Slot& slot : shared()->slots) slot.standing.void_before = moment;
    unlock_shared_state();
}

void list_snapshots(Table* rows)
{
    const SettingsView view = settings_now();
    if (shared()) return list_shared(rows, view);
    for (const Held& mine : local().answers) {
        if (mine.standing.version != 0) list(rows, view, mine.answer.snapshot(), mine.standing, true);
    }
}

}  // namespace sqlext
