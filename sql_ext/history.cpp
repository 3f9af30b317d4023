// The history's writer: a process for one row. What goes wrong with the database, from a trigger that fails to one that
// is not there, ends it and nothing else.
#include "history.hpp"

#include <cstring>

#include "shared.hpp"

#include "server.hpp"

extern "C" PGDLLEXPORT void efm_history_main(Datum unused);

namespace sqlext {
namespace {

constexpr Microseconds second = 1'000'000;
constexpr Microseconds longest_back_off = 600 * second;

constexpr const char* has_table = "SELECT FROM pg_catalog.pg_class WHERE oid = pg_catalog.to_regclass($1)";
constexpr const char* insert_row =
    "INSERT INTO efm_extension.efm_status_history (status_json, collected_at) "
    "VALUES ($1::pg_catalog.jsonb, $2::pg_catalog.timestamptz)";
constexpr const char* delete_rows =
    "DELETE FROM efm_extension.efm_status_history "
    "WHERE collected_at < pg_catalog.now() - pg_catalog.make_interval(days => $1::pg_catalog.text::pg_catalog.int4)";

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

}  // namespace

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

}  // namespace sqlext

void efm_history_main(Datum /*unused*/)
{
    const sqlext::SettingsView view = sqlext::settings_now();
    pqsignal(SIGTERM, die);
    BackgroundWorkerUnblockSignals();
    BackgroundWorkerInitializeConnection(view.database, nullptr, 0);
    SetConfigOption("search_path", "pg_catalog, pg_temp", PGC_SUSET, PGC_S_SESSION);
    if (sqlext::write_in_transaction(view)) sqlext::shared()->history.written_at = sqlext::now();
}
