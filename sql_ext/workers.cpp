// The collector: the one process that looks at EFM, the pools and the servers for everybody, at several at once. It is
// connected to no database, so that none is held.
// And the history's writer: a process for one row. What goes wrong with the database, from a trigger that fails to one
// that is not there, ends it and nothing else.
#include <algorithm>
#include <cstring>

#include "answers.hpp"
#include "changes.hpp"
#include "history.hpp"
#include "looks.hpp"
#include "observer.hpp"
#include "shared.hpp"

#include "server.hpp"

extern "C" PGDLLEXPORT void efm_bgworker_main(Datum on_demand);
extern "C" PGDLLEXPORT void efm_history_main(Datum unused);

namespace sqlext {
namespace {

constexpr Microseconds second = 1'000'000;
constexpr Microseconds idle_limit = 60 * second;  // of a collector that was started for one question
constexpr Microseconds longest_pause = 3600 * second;

void execute(const char* statement, const char* first, const char* second_value)
{
    Oid types[] = {TEXTOID, TEXTOID};
    Datum values[] = {CStringGetTextDatum(first), CStringGetTextDatum(second_value ? second_value : "")};
    const int count = second_value ? 2 : 1;
    if (SPI_execute_with_args(statement, count, types, values, nullptr, false, 0) < 0)
        elog(ERROR, "no history is kept");
}

using Change = char[sizeof History::change];

// False: there is no table.
bool write(const Snapshot& status, const char* change, const SettingsView& view)
{
    execute(has_history_table, "efm_extension.efm_status_history", nullptr);
    if (SPI_processed == 0) return false;
    if (!status.document.empty()) {
        std::string* time = context_owned<std::string>();
        run([&] { *time = to_timestamp(status.collected_at); });
        execute(insert_history, to_server(status.document.c_str()), time->c_str());
        if (view.history_retention > 0) execute(delete_history, psprintf("%d", view.history_retention), nullptr);
    }
    if (change[0] != '\0') execute(announce_change, to_server(change), nullptr);
    return true;
}

bool write_in_transaction(const SettingsView& view, Change& change)
{
    StartTransactionCommand();
    XactReadOnly = false;  // default_transaction_read_only is for people
    SPI_connect();
    PushActiveSnapshot(GetTransactionSnapshot());
    pgstat_report_activity(STATE_RUNNING, "writing EFM status");
    lock_shared_state(false);
    strlcpy(change, shared()->history.change, sizeof change);
    unlock_shared_state();
    Snapshot* status = context_owned<Snapshot>();
    read_latest(Subject::manager, view.cluster, status);
    const bool written = write(*status, change, view);
    PopActiveSnapshot();
    SPI_finish();
    CommitTransactionCommand();
    return written;
}

// What an error ends is tried again, with its change.
void write_history(const SettingsView& view)
{
    Change change = "";
    const bool written = write_in_transaction(view, change);
    lock_shared_state(true);
    History& history = shared()->history;
    if (written) history.written_at = ticks();
    forget_change(history, change);
    unlock_shared_state();
}

// Has a row written if one is due, or if something changed. What changes while one is written is the next one's.
void keep_history(const SettingsView& view, const char* change)
{
    if (!view.persist_history || RecoveryInProgress()) return;
    lock_shared_state(true);
    History& history = shared()->history;
    add_sentence(history.change, sizeof history.change, change);
    const bool is_due = is_writer_due(history, view.history_period * second, ticks());
    unlock_shared_state();
    if (is_due) launch_history_writer();
}

// C++. Outlives static destruction on purpose.
struct Collector {
    Looks looks;
    Observer observer;
};

Collector& collector()
{
    static auto* const it = new Collector;  // NOLINT
    return *it;
}

void stop_looks(int /*code*/, Datum /*argument*/)
{
    collector().looks.stop();
}

// What readers wait for and, where the collector polls, what is due; and when the next round is.
std::size_t take_work(const SettingsView& view, bool polls, std::array<Wanted, most_slots>& wanted, Microseconds& next)
{
    lock_shared_state(true);
    if (polls && view.cluster && view.cluster[0] != '\0') {
        Slot& slot = slot_of(Subject::manager, view.cluster);
        next = next_round(slot, poll_pause(view.worker_interval * second, slot.standing.failures, MyProcPid));
    }
    const std::size_t count = take_wanted(shared()->slots, wanted);
    unlock_shared_state();
    return count;
}

// EFM's word, for an overview: what is shared, or why there is none.
void take_status(const Wanted& wanted, Snapshot* snapshot)
{
    if (read_latest(Subject::manager, wanted.cluster, snapshot)) return;
    run([&] { snapshot->failure = SqlError("55000", "EFM has not been asked"); });
}

// What cannot be begun has failed: whoever waits for it is told so.
void begin(const SettingsView& view, const Wanted& wanted)
{
    Snapshot* status = context_owned<Snapshot>();
    Seen* failed = context_owned<Seen>();
    if (!is_of_pools(wanted.subject)) take_status(wanted, status);
    run([&] {
        Inquiry inquiry = inquiry_about(view, wanted.subject, wanted.cluster);
        inquiry.polled = wanted.polled;
        if (!is_of_pools(wanted.subject)) inquiry.status.take(std::move(*status));
        try {
            collector().looks.begin(inquiry);
        } catch (const std::exception& error) {
            *failed = failed_look(inquiry, error);
        }
    });
    if (!failed->snapshots.empty()) publish(view, *failed);
}

// For cluster_events(), and for the history if it is of its cluster.
void note(const SettingsView& view, Event& event, const Snapshot& snapshot)
{
    const bool is_kept = strcmp(snapshot.cluster.c_str(), view.cluster) == 0;
    if (event.text[0] != '\0') {
        event.at = snapshot.collected_at;
        strlcpy(event.cluster, snapshot.cluster.c_str(), sizeof event.cluster);
        lock_shared_state(true);
        shared()->events[shared()->next_event++ % most_events] = event;
        unlock_shared_state();
    }
    const bool is_status = snapshot.subject == Subject::manager;
    if (is_kept && (is_status || event.text[0] != '\0')) keep_history(view, event.text);
}

// Behind each round's status, or why there is none, comes a look at all, if there is a file that names pools.
void want_overview(const SettingsView& view)
{
    if (!view.hooks_conf || access(view.hooks_conf, F_OK) != 0) return;
    lock_shared_state(true);
    slot_of(Subject::overview, view.cluster).is_due = true;
    unlock_shared_state();
}

void remember(const SettingsView& view, const Seen& seen)
{
    const Snapshot& snapshot = seen.snapshots.front();
    const bool is_status = seen.subject == Subject::manager;
    if (is_status && snapshot.polled) want_overview(view);
    if (snapshot.failure || (!is_status && !(snapshot.polled && seen.disagreements))) return;
    Event event{};
    run([&] {
        Observer& observer = collector().observer;
        add_sentence(event.text, sizeof event.text,
                     is_status ? observer.take(snapshot) : observer.take(*seen.disagreements));
    });
    note(view, event, snapshot);
}

void take_what_is_over(const SettingsView& view)
{
    for (;;) {
        Seen* seen = context_owned<Seen>();
        bool is_over = false;
        run([&] { is_over = collector().looks.take(*seen); });
        if (!is_over) return;
        log_command(view, seen->argv);
        publish(view, *seen);
        remember(view, *seen);
    }
}

void wait_until(Microseconds due)
{
    const Microseconds span = std::clamp<Microseconds>(due - ticks(), 0, longest_pause);
    const long milliseconds = static_cast<long>(span / 1000 + 1);
    const int over = collector().looks.descriptor();
    const int events = WL_LATCH_SET | WL_TIMEOUT | WL_EXIT_ON_PM_DEATH | (over >= 0 ? WL_SOCKET_READABLE : 0);
    WaitLatchOrSocket(MyLatch, events, over, milliseconds, PG_WAIT_EXTENSION);
    ResetLatch(MyLatch);
}

void reload_if_told()
{
    if (!ConfigReloadPending) return;
    ConfigReloadPending = false;
    ProcessConfigFile(PGC_SIGHUP);
}

void collect_for_ever(bool on_demand)
{
    const MemoryContext round = AllocSetContextCreate(TopMemoryContext, "efm collector", ALLOCSET_DEFAULT_SIZES);
    Microseconds idle_since = ticks();
    before_shmem_exit(stop_looks, 0);
    while (is_the_collector()) {
        CHECK_FOR_INTERRUPTS();
        reload_if_told();
        MemoryContextSwitchTo(round);
        const SettingsView view = settings_now();
        take_what_is_over(view);
        if (shared()->history.change[0] != '\0') keep_history(view, "");
        std::array<Wanted, most_slots> wanted;
        Microseconds next = ticks() + longest_pause;
        const std::size_t count = take_work(view, !on_demand, wanted, next);
        for (std::size_t i = 0; i < count; ++i) begin(view, wanted[i]);
        const bool looks = collector().looks.any();
        if (looks) idle_since = ticks();
        pgstat_report_activity(looks ? STATE_RUNNING : STATE_IDLE, "polling EFM status");
        if (on_demand && ticks() - idle_since > idle_limit) return;
        wait_until(on_demand ? idle_since + idle_limit : next);
        MemoryContextReset(round);
    }
}

}  // namespace
}  // namespace sqlext

// Ends with exit code 1 when it is terminated, so that the postmaster starts it again.
void efm_bgworker_main(Datum on_demand)
{
    pqsignal(SIGTERM, die);
    pqsignal(SIGHUP, SignalHandlerForConfigReload);
    BackgroundWorkerUnblockSignals();
    BackgroundWorkerInitializeConnection(nullptr, nullptr, 0);
    if (!sqlext::shared()) proc_exit(0);
    if (sqlext::be_the_collector(DatumGetBool(on_demand))) sqlext::collect_for_ever(DatumGetBool(on_demand));
}

void efm_history_main(Datum /*unused*/)
{
    const sqlext::SettingsView view = sqlext::settings_now();
    pqsignal(SIGTERM, die);
    BackgroundWorkerUnblockSignals();
    BackgroundWorkerInitializeConnection(view.database, nullptr, 0);
    SetConfigOption("search_path", "pg_catalog, pg_temp", PGC_SUSET, PGC_S_SESSION);
    sqlext::write_history(view);
    sqlext::nudge_collector();
}
