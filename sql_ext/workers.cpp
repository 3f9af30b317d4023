// The collector: the one process that asks `efm` for everybody. It is connected to no database, so that none is held.
// And the history's writer: a process for one row. What goes wrong with the database, from a trigger that fails to one
// that is not there, ends it and nothing else.
#include <algorithm>
#include <cstring>

#include "changes.hpp"
#include "efm/printable.hpp"
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

constexpr Microseconds longest_back_off = 600 * second;

// The extension's own: what is written as superuser would run the triggers of whoever made a table of that name.
constexpr const char* has_table =
    "SELECT FROM pg_catalog.pg_depend JOIN pg_catalog.pg_extension ON refobjid = pg_extension.oid "
    "WHERE classid = 'pg_catalog.pg_class'::pg_catalog.regclass AND objid = pg_catalog.to_regclass($1) "
    "AND refclassid = 'pg_catalog.pg_extension'::pg_catalog.regclass AND deptype = 'e' "
    "AND extname = 'efm_extension'";
constexpr const char* insert_row =
    "INSERT INTO efm_extension.efm_status_history (status_json, collected_at) "
    "VALUES ($1::pg_catalog.jsonb, $2::pg_catalog.timestamptz)";
constexpr const char* delete_rows =
    "DELETE FROM efm_extension.efm_status_history "
    "WHERE collected_at < pg_catalog.now() - pg_catalog.make_interval(days => $1::pg_catalog.text::pg_catalog.int4)";

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
    lock_shared_state(false);
    const char* bytes = nullptr;
    std::size_t size = 0;
    char change[sizeof(Event::text)] = "";
    for (const ClusterSlot& slot : shared()->clusters) {
        if (strcmp(slot.cluster, view.cluster) != 0 || slot.generation == 0) continue;
        bytes = copy_of_snapshot(slot);
        size = slot.size;
    }
    strlcpy(change, shared()->history.change, sizeof change);
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
    execute(has_table, "efm_extension.efm_status_history", nullptr);
    if (SPI_processed == 0) return false;
    execute(insert_row, to_server(entry.document.c_str()), entry.collected_at.c_str());
    if (view.history_retention > 0) execute(delete_rows, psprintf("%d", view.history_retention), nullptr);
    if (!entry.change.empty()) {
        execute("SELECT pg_catalog.pg_notify('efm_events', $1)", to_server(entry.change.c_str()), nullptr);
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

// After a good status: has a row written if one is due, or if something changed.
void keep_history(const SettingsView& view, const char* change)
{
    History& history = shared()->history;
    if (!view.persist_history || RecoveryInProgress()) return;
    const bool failed = history.launched_at > history.written_at;
    const int failures = failed ? history.failures + 1 : 0;
    const Microseconds back_off = std::min(second << std::min(failures, 10), longest_back_off);
    const Microseconds pause = failed ? back_off : view.history_period * second;
    const bool is_due = now() - history.launched_at >= pause;
    if (!is_due && (change[0] == '\0' || failed)) return;
    lock_shared_state(true);
    history.failures = failures;
    history.launched_at = now();
    strlcpy(history.change, change, sizeof history.change);
    unlock_shared_state();
    launch_history_writer();
}

// A failing cluster is asked less often, each server at a moment of its own.
Microseconds poll_pause(const SettingsView& view, int failures)
{
    const Microseconds interval = view.worker_interval * second;
    if (failures == 0) return interval;
    const Microseconds backed_off = std::min(interval << std::min(failures, 5), std::max(interval, 60 * second));
    return backed_off - MyProcPid % 100 * (backed_off / 1000);
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
        work.due = last == 0 ? 0 : last + poll_pause(view, failures);
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

// What changed since this process last saw the cluster, also for cluster_events().
void note_changes(const Work& work, const Snapshot& snapshot, Event* event)
{
    static BackendStatus* const last = new BackendStatus;  // NOLINT: outlives static destruction on purpose
    run([&] {
        BackendStatus latest;
        latest.take(snapshot);
        const bool comparable = last->find(work.cluster) != nullptr;
        const std::string change = comparable ? changes_between(last->status(), latest.status()) : "";
        *last = latest;
        if (change.empty()) return;
        event->at = snapshot.collected_at;
        strlcpy(event->cluster, work.cluster, sizeof event->cluster);
        strlcpy(event->text, efm::excerpt(change, sizeof event->text - 1).c_str(), sizeof event->text);
    });
    if (event->at == 0) return;
    lock_shared_state(true);
    shared()->events[shared()->next_event++ % most_events] = *event;
    unlock_shared_state();
}

void remember(const SettingsView& view, const Work& work, const Snapshot& snapshot)
{
    Event event{};
    if (snapshot.failure) return;
    note_changes(work, snapshot, &event);
    if (strcmp(work.cluster, view.cluster) == 0) keep_history(view, event.text);
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
    WaitLatch(MyLatch, WL_LATCH_SET | WL_TIMEOUT | WL_EXIT_ON_PM_DEATH, milliseconds, PG_WAIT_EXTENSION);
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
    while (!is_superseded()) {
        CHECK_FOR_INTERRUPTS();
        reload_if_told();
        MemoryContextSwitchTo(round);
        const SettingsView view = settings_now();
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
}
