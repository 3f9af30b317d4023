// The collector: the one process that asks `efm` for everybody. It is connected to no database, so that none is held.
// And the history's writer: a process for one row. What goes wrong with the database, from a trigger that fails to one
// that is not there, ends it and nothing else.
#include <algorithm>
#include <cstring>

#include "changes.hpp"
#include "efm/printable.hpp"
#include "history.hpp"
#include "observer.hpp"
#include "shared.hpp"
#include "status_access.hpp"
#include "workers.hpp"

#include "server.hpp"

extern "C" PGDLLEXPORT void efm_bgworker_main(Datum on_demand);
extern "C" PGDLLEXPORT void efm_history_main(Datum unused);

namespace sqlext {
namespace {

constexpr Microseconds second = 1'000'000;
constexpr Microseconds idle_limit = 60 * second;  // of a collector that was started for one question
constexpr Microseconds longest_pause = 3600 * second;

struct Work {
    char cluster[65] = "";
    Microseconds due = 0;  // nothing before
};

void execute(const char* statement, const char* first, const char* second_value)
{
    Oid types[] = {TEXTOID, TEXTOID};
    Datum values[] = {CStringGetTextDatum(first), CStringGetTextDatum(second_value ? second_value : "")};
    const int count = second_value ? 2 : 1;
    if (SPI_execute_with_args(statement, count, types, values, nullptr, false, 0) < 0)
        elog(ERROR, "no history is kept");
}

// The snapshot of the configured cluster that is to be written. Empty strings: there is none.
struct Entry {
    std::string document;
    std::string collected_at;
    std::string change;
};

void read_entry(const SettingsView& view, Entry* entry)
{
    lock_shared_state(true);
    const char* bytes = nullptr;
    std::size_t size = 0;
    char change[sizeof(Event::text)] = "";
    for (const ClusterSlot& slot : shared()->clusters) {
        if (strcmp(slot.cluster, view.cluster) != 0 || slot.generation == 0) continue;
        bytes = copy_of_snapshot(slot);
        size = slot.size;
    }
    strlcpy(change, shared()->history.change, sizeof change);
    shared()->history.change[0] = '\0';
    unlock_shared_state();
    run([&] {
        if (!bytes) return;
        Snapshot snapshot = from_bytes({bytes, size});
        *entry = {std::move(snapshot.document), to_timestamp(snapshot.collected_at), change};
    });
}

// False: there is no table.
bool write(const Entry& entry, const SettingsView& view)
{
    execute(has_history_table, "efm_extension.efm_status_history", nullptr);
    if (SPI_processed == 0) return false;
    execute(insert_history, to_server(entry.document.c_str()), entry.collected_at.c_str());
    if (view.history_retention > 0) execute(delete_history, psprintf("%d", view.history_retention), nullptr);
    if (!entry.change.empty()) {
        execute(announce_change, to_server(entry.change.c_str()), nullptr);
    }
    return true;
}

bool write_in_transaction(const SettingsView& view)
{
    StartTransactionCommand();
    XactReadOnly = false;  // default_transaction_read_only is for people
    SPI_connect();
    PushActiveSnapshot(GetTransactionSnapshot());
    pgstat_report_activity(STATE_RUNNING, "writing EFM status");
    Entry* entry = context_owned<Entry>();
    read_entry(view, entry);
    const bool written = !entry->document.empty() && write(*entry, view);
    PopActiveSnapshot();
    SPI_finish();
    CommitTransactionCommand();
    return written;
}

// Has a row written if one is due, or if something changed. What changes while one is written is the next one's.
void keep_history(const SettingsView& view, const char* change)
{
    if (!view.persist_history || RecoveryInProgress()) return;
    lock_shared_state(true);
    History& history = shared()->history;
    add_sentence(history.change, sizeof history.change, change);
    const bool is_due = is_writer_due(history, view.history_period * second, now());
    unlock_shared_state();
    if (is_due) launch_history_writer();
}

// What readers wait for; else the next poll of the configured cluster.
Work next_work(const SettingsView& view, bool polls)
{
    Work work;
    work.due = now() + longest_pause;
    int failures = 0;
    Microseconds last = 0;
    lock_shared_state(false);
    for (const ClusterSlot& slot : shared()->clusters) {
        if (slot.requested_at != 0 && slot.cluster[0] != '\0') {
            strlcpy(work.cluster, slot.cluster, sizeof work.cluster);
            work.due = 0;
        }
        if (strcmp(slot.cluster, view.cluster) == 0) {
            failures = slot.failures;
            last = slot.started_at;
        }
    }
    unlock_shared_state();
    if (work.due != 0 && polls && view.cluster[0] != '\0') {
        strlcpy(work.cluster, view.cluster, sizeof work.cluster);
        work.due = last == 0 ? 0 : last + poll_pause(view.worker_interval * second, failures, MyProcPid);
    }
    return work;
}

void begin(const Work& work)
{
    lock_shared_state(true);
    ClusterSlot& slot = slot_of(work.cluster);
    slot.running_since = now();
    slot.used_at = slot.running_since;
    slot.requested_at = 0;
    unlock_shared_state();
}

// C++. Outlives static destruction on purpose.
Observer& observer()
{
    static auto* const it = new Observer;  // NOLINT
    return *it;
}

void fill(Event* event, const std::string& change)
{
    strlcpy(event->text, efm::excerpt(change, sizeof event->text - 1).c_str(), sizeof event->text);
}

// For cluster_events().
void note(Event& event, const char* cluster, Microseconds at)
{
    if (event.text[0] == '\0') return;
    event.at = at;
    strlcpy(event.cluster, cluster, sizeof event.cluster);
    lock_shared_state(true);
    shared()->events[shared()->next_event++ % most_events] = event;
    unlock_shared_state();
}

void stop_agreement(int /*code*/, Datum /*argument*/)
{
    observer().agreement().stop();
}

// What the last look at pools and servers brought, if it is over.
void note_agreement(const SettingsView& view)
{
    Event event{};
    run([&] { fill(&event, observer().agreement().take_change()); });
    note(event, view.cluster, now());
    if (event.text[0] != '\0') keep_history(view, event.text);
}

void remember(const SettingsView& view, const Work& work, const Snapshot& snapshot)
{
    Event event{};
    if (snapshot.failure) return;
    run([&] { fill(&event, observer().take(snapshot)); });
    note(event, work.cluster, snapshot.collected_at);
    if (strcmp(work.cluster, view.cluster) != 0) return;
    keep_history(view, event.text);
    if (view.worker_enabled) run([&] { observer().look({view.hooks_conf, view.copy().properties_file()}); });
}

void carry_out(const SettingsView& view, const Work& work)
{
    begin(work);
    pgstat_report_activity(STATE_RUNNING, "polling EFM status");
    Snapshot* snapshot = context_owned<Snapshot>();
    collect(view, work.cluster, snapshot);
    publish_snapshot(work.cluster, *snapshot);
    remember(view, work, *snapshot);
    pgstat_report_activity(STATE_IDLE, "polling EFM status");
}

void wait_until(Microseconds due)
{
    const Microseconds span = std::clamp<Microseconds>(due - now(), 0, longest_pause);
    const long milliseconds = static_cast<long>(span / 1000 + 1);
    const int look = observer().agreement().descriptor();
    const int events = WL_LATCH_SET | WL_TIMEOUT | WL_EXIT_ON_PM_DEATH | (look >= 0 ? WL_SOCKET_READABLE : 0);
    WaitLatchOrSocket(MyLatch, events, look, milliseconds, PG_WAIT_EXTENSION);
    ResetLatch(MyLatch);
}

void reload_if_told()
{
    if (!ConfigReloadPending) return;
    ConfigReloadPending = false;
    ProcessConfigFile(PGC_SIGHUP);
}

bool is_superseded()
{
    lock_shared_state(false);
    const bool superseded = shared()->collector != MyProcPid;
    unlock_shared_state();
    return superseded;
}

void collect_for_ever(bool on_demand)
{
    const MemoryContext round = AllocSetContextCreate(TopMemoryContext, "efm collector", ALLOCSET_DEFAULT_SIZES);
    Microseconds idle_since = now();
    before_shmem_exit(stop_agreement, 0);
    while (!is_superseded()) {
        CHECK_FOR_INTERRUPTS();
        reload_if_told();
        MemoryContextSwitchTo(round);
        const SettingsView view = settings_now();
        note_agreement(view);
        if (shared()->history.change[0] != '\0') keep_history(view, "");
        const Work work = next_work(view, !on_demand);
        if (work.due <= now()) {
            carry_out(view, work);
            idle_since = now();
        } else if (on_demand && now() - idle_since > idle_limit) {
            return;
        } else {
            wait_until(on_demand ? std::min(work.due, idle_since + idle_limit) : work.due);
        }
        MemoryContextReset(round);
    }
}

}  // namespace

void register_workers()
{
    if (!settings_now().worker_enabled) return;
    BackgroundWorker worker{};
    worker.bgw_flags = BGWORKER_SHMEM_ACCESS | BGWORKER_BACKEND_DATABASE_CONNECTION;
    worker.bgw_start_time = BgWorkerStart_ConsistentState;
    worker.bgw_restart_time = 1;
    worker.bgw_main_arg = BoolGetDatum(false);
    strlcpy(worker.bgw_library_name, "efm_extension", sizeof worker.bgw_library_name);
    strlcpy(worker.bgw_function_name, "efm_bgworker_main", sizeof worker.bgw_function_name);
    strlcpy(worker.bgw_name, "efm_status_monitor", BGW_MAXLEN);
    strlcpy(worker.bgw_type, "efm_status_monitor", BGW_MAXLEN);
    RegisterBackgroundWorker(&worker);
}

}  // namespace sqlext

// Ends with exit code 1 when it is terminated, so that the postmaster starts it again.
void efm_bgworker_main(Datum on_demand)
{
    pqsignal(SIGTERM, die);
    pqsignal(SIGHUP, SignalHandlerForConfigReload);
    BackgroundWorkerUnblockSignals();
    BackgroundWorkerInitializeConnection(nullptr, nullptr, 0);
    if (!sqlext::shared()) proc_exit(0);
    sqlext::be_the_collector();
    sqlext::collect_for_ever(DatumGetBool(on_demand));
}

void efm_history_main(Datum /*unused*/)
{
    const sqlext::SettingsView view = sqlext::settings_now();
    pqsignal(SIGTERM, die);
    BackgroundWorkerUnblockSignals();
    BackgroundWorkerInitializeConnection(view.database, nullptr, 0);
    SetConfigOption("search_path", "pg_catalog, pg_temp", PGC_SUSET, PGC_S_SESSION);
    if (sqlext::write_in_transaction(view)) sqlext::shared()->history.written_at = sqlext::now();
    sqlext::nudge_collector();
}
