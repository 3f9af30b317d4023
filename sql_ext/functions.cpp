// The SQL functions that read, EFM and Pgpool. Thin: what they show is made in plain C++ next door.
#include <string>

#include "answers.hpp"
#include "lines.hpp"
#include "local_properties.hpp"
#include "manager_calls.hpp"
#include "metrics.hpp"
#include "pool_orders.hpp"
#include "selfcheck.hpp"
#include "shared.hpp"
#include "status_rows.hpp"

#include "server.hpp"

namespace sqlext {
namespace {

// What `make` makes, in C++.
template <typename Make>
Datum table_of(FunctionCallInfo fcinfo, Make make)
{
    Table* table = context_owned<Table>();
    run([&] { *table = make(); });
    return_table(fcinfo, *table);
    return 0;
}

Datum status_jsonb()
{
    static MemoryContext context = nullptr;
    static Datum document = 0;
    static std::uint64_t generation = 0;
    const BackendStatus& status = required(Subject::manager);
    if (generation != status.generation()) {
        if (!context) context = AllocSetContextCreate(TopMemoryContext, "efm status", ALLOCSET_DEFAULT_SIZES);
        generation = 0;
        MemoryContextReset(context);
        const char* text = to_server(status.snapshot().document.c_str());
        const MemoryContext before = MemoryContextSwitchTo(context);
        document = DirectFunctionCall1(jsonb_in, CStringGetDatum(text));
        MemoryContextSwitchTo(before);
        generation = status.generation();
    }
    Jsonb* held = DatumGetJsonbP(document);
    return PointerGetDatum(memcpy(palloc(VARSIZE(held)), held, VARSIZE(held)));
}

// For the published versions' catalogs, whose functions anybody with an old grant may call: there, the session has to
// be a superuser's, as it had to be. From 2.0 on the right to execute decides.
void require_superuser()
{
    if (superuser_arg(GetSessionUserId())) return;
    ereport(ERROR, (errcode(ERRCODE_INSUFFICIENT_PRIVILEGE), errmsg("permission denied"),
                    errhint("Only superusers can execute EFM management functions before version 2.0 of the "
                            "extension: ALTER EXTENSION efm_extension UPDATE.")));
}

constexpr std::chrono::seconds ask_limit{10};

// What `fill` makes of a patience, on a thread. It holds nothing but pointers to what outlives the call. The command
// that `runner` ran for it is logged if that is wanted.
template <typename Fill>
Datum table_from(FunctionCallInfo fcinfo, Fill fill, const ServerRunner* runner = nullptr)
{
    static_assert(std::is_trivially_destructible_v<Fill>, "capture pointers");
    Table* table = context_owned<Table>();
    Task* task = new_task();
    run([&] {
        task->start([table, fill](const Task::Cancelled& cancelled) {
            *table = fill(pcp::Patience{pcp::Deadline::after(ask_limit), cancelled});
        });
    });
    wait_for(*task);
    if (runner) log_command(settings_now(), runner->argv());
    run([&] { task->finish(); });
    return_table(fcinfo, *table);
    return 0;
}

// Never cached: it is for people who want to see what EFM says now.
Datum text_lines(FunctionCallInfo fcinfo)
{
    const SettingsView view = settings_now();
    ServerRunner* runner = context_owned<ServerRunner>();
    const auto lines = [view, runner](const pcp::Patience& patience) {
        const pcp::Patience longer{pcp::Deadline::after(limit_of(Subject::manager)), patience.cancelled};
        return one_column(status_lines(view.copy(), *runner, longer));
    };
    return table_from(fcinfo, lines, runner);
}

// What was seen, each row with the moment.
Datum answer_table(FunctionCallInfo fcinfo, Subject subject)
{
    const BackendStatus& answer = required(subject);
    return table_of(fcinfo, [&] { return dated_rows(answer.snapshot()); });
}

// The status, for work that is done while others may come.
const BackendStatus* kept_status()
{
    BackendStatus* status = context_owned<BackendStatus>();
    const BackendStatus& answer = current(Subject::manager);
    run([&] { *status = answer; });
    return status;
}

CollectionFacts facts_of(const CacheCounters& counters)
{
    return {
        settings_now().copy().cluster, counters.hits, counters.misses, counters.updates, counters.failures, ticks()};
}

// EFM's, and those of pools and servers if somebody has looked at them.
const Metrics* all_metrics()
{
    Metrics* metrics = context_owned<Metrics>();
    const BackendStatus& status = current(Subject::manager);
    const CacheCounters counters = cache_counters();
    const BackendStatus* others = known(Subject::metrics);
    run([&] {
        *metrics = metrics_of(status, facts_of(counters));
        if (!others) return;
        for (efm::MetricSample& metric : metrics_in(others->snapshot().rows)) metrics->push_back(std::move(metric));
    });
    return metrics;
}

}  // namespace
}  // namespace sqlext

using namespace sqlext;  // NOLINT: the server's macros make functions of the global namespace

extern "C" {

PG_FUNCTION_INFO_V1(efm_cluster_status);
Datum efm_cluster_status(PG_FUNCTION_ARGS)
{
    const char* form = text_to_cstring(PG_GETARG_TEXT_PP(0));
    if (strcmp(form, "text") == 0) return text_lines(fcinfo);
    if (strcmp(form, "json") != 0) {
        ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE), errmsg("invalid output type: \"%.80s\"", form),
                        errhint("Say 'text' or 'json'.")));
    }
    const BackendStatus& status = required(Subject::manager);
    return table_of(fcinfo, [&] { return one_column(lines_of(status.snapshot().printed)); });
}

PG_FUNCTION_INFO_V1(efm_cluster_status_json);
Datum efm_cluster_status_json(PG_FUNCTION_ARGS)
{
    (void)fcinfo;
    return status_jsonb();
}

PG_FUNCTION_INFO_V1(efm_get_nodes);
Datum efm_get_nodes(PG_FUNCTION_ARGS)
{
    const BackendStatus& status = required(Subject::manager);
    return table_of(fcinfo, [&] { return node_rows(status.status(), status.snapshot().collected_at); });
}

PG_FUNCTION_INFO_V1(efm_is_available);
Datum efm_is_available(PG_FUNCTION_ARGS)
{
    const BackendStatus& status = current(Subject::manager);
    return table_of(fcinfo, [&] { return Table{availability_row(status.snapshot())}; });
}

PG_FUNCTION_INFO_V1(efm_list_properties);
Datum efm_list_properties(PG_FUNCTION_ARGS)
{
    const SettingsView view = settings_now();
    return table_of(fcinfo, [&] { return one_column(property_lines(view.copy())); });
}

PG_FUNCTION_INFO_V1(efm_cache_stats);
Datum efm_cache_stats(PG_FUNCTION_ARGS)
{
    sqlext::Row* row = context_owned<sqlext::Row>();
    const CacheCounters counters = cache_counters();
    const int ttl = settings_now().cache_ttl;
    run([&] {
        const Value updated = counters.last_update ? Value(to_timestamp(counters.last_update)) : std::nullopt;
        *row = {std::to_string(counters.hits), std::to_string(counters.misses), std::to_string(counters.updates),
                updated, std::to_string(ttl)};
    });
    return row_datum(fcinfo, *row);
}

PG_FUNCTION_INFO_V1(efm_overview);
Datum efm_overview(PG_FUNCTION_ARGS)
{
    return answer_table(fcinfo, Subject::overview);
}

PG_FUNCTION_INFO_V1(efm_snapshot_list);
Datum efm_snapshot_list(PG_FUNCTION_ARGS)
{
    Table* table = context_owned<Table>();
    list_snapshots(table);
    return_table(fcinfo, *table);
    return 0;
}

PG_FUNCTION_INFO_V1(efm_selfcheck);
Datum efm_selfcheck(PG_FUNCTION_ARGS)
{
    const BackendStatus* status = kept_status();
    const SettingsView view = settings_now();
    const bool collects = shared() && shared()->office.holder != 0;
    return table_from(fcinfo, [view, status, collects](const pcp::Patience& patience) {
        ServerRunner runner;
        const ServerState state{shared() != nullptr, view.worker_enabled, collects, PG_VERSION};
        return selfcheck_rows(view.copy(), view.hooks_conf, *status, state, runner, patience);
    });
}

// Oldest first.
PG_FUNCTION_INFO_V1(efm_event_list);
Datum efm_event_list(PG_FUNCTION_ARGS)
{
    Table* table = context_owned<Table>();
    Failure failure;
    bool read = true;
    lock_shared_state(false);
    for (std::size_t i = 0; shared() && read && i < most_events; ++i) {
        const Event& event = shared()->events[(shared()->next_event + i) % most_events];
        if (event.at == 0) continue;
        read = succeeds([&] { table->push_back({to_timestamp(event.at), event.cluster, event.text}); }, failure);
    }
    unlock_shared_state();
    if (!read) raise(failure);
    return_table(fcinfo, *table);
    return 0;
}

PG_FUNCTION_INFO_V1(efm_metric_list);
Datum efm_metric_list(PG_FUNCTION_ARGS)
{
    const Metrics* metrics = all_metrics();
    return table_of(fcinfo, [&] { return metric_rows(*metrics); });
}

PG_FUNCTION_INFO_V1(efm_prometheus_metrics);
Datum efm_prometheus_metrics(PG_FUNCTION_ARGS)
{
    (void)fcinfo;
    std::string* page = context_owned<std::string>();
    const Metrics* metrics = all_metrics();
    run([&] { *page = exposition_of(*metrics); });
    return CStringGetTextDatum(to_server(page->c_str()));
}

PG_FUNCTION_INFO_V1(efm_invalidate_cache);
Datum efm_invalidate_cache(PG_FUNCTION_ARGS)
{
    (void)fcinfo;
    require_superuser();
    invalidate_answers();
    PG_RETURN_VOID();
}

PG_FUNCTION_INFO_V1(efm_void_status);
Datum efm_void_status(PG_FUNCTION_ARGS)
{
    (void)fcinfo;
    invalidate_answers();
    PG_RETURN_VOID();
}

PG_FUNCTION_INFO_V1(pgpool_event_list);
Datum pgpool_event_list(PG_FUNCTION_ARGS)
{
    const SettingsView view = settings_now();
    return table_from(fcinfo, [view](const pcp::Patience& patience) {
        ServerRunner runner;
        return journal_events({view.pgpool_command, view.hooks_conf}, runner, patience);
    });
}

#define POOL_VIEW(name, subject)                \
    PG_FUNCTION_INFO_V1(pgpool_##name);         \
    Datum pgpool_##name(PG_FUNCTION_ARGS)       \
    {                                           \
        return answer_table(fcinfo, (subject)); \
    }

POOL_VIEW(node_list, PG_GETARG_BOOL(0) ? Subject::probed_nodes : Subject::nodes)
POOL_VIEW(watchdog_list, Subject::watchdog)
POOL_VIEW(health_list, Subject::health)
POOL_VIEW(process_list, Subject::processes)
POOL_VIEW(setting_list, Subject::settings)

}  // extern "C"
