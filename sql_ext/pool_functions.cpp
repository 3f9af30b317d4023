// The SQL functions that show Pgpool's state.
#include "pool_rows.hpp"

#include "server.hpp"

namespace sqlext {
namespace {

constexpr std::chrono::seconds ask_limit{10};

Datum pool_table(FunctionCallInfo fcinfo, PoolView shown)
{
    Table* table = context_owned<Table>();
    Task* task = new_task();
    const SettingsView view = settings_now();
    run([&] {
        task->start([table, shown, file = std::string(view.hooks_conf)](const Task::Cancelled& cancelled) {
            *table = pool_rows(shown, file, {pcp::Deadline::after(ask_limit), cancelled});
        });
    });
    wait_for(*task);
    run([&] { task->finish(); });
    return_table(fcinfo, *table);
    return 0;
}

}  // namespace
}  // namespace sqlext

extern "C" {

PG_FUNCTION_INFO_V1(pgpool_node_list);
Datum pgpool_node_list(PG_FUNCTION_ARGS)
{
    return sqlext::pool_table(fcinfo, sqlext::PoolView::nodes);
}

PG_FUNCTION_INFO_V1(pgpool_watchdog_list);
Datum pgpool_watchdog_list(PG_FUNCTION_ARGS)
{
    return sqlext::pool_table(fcinfo, sqlext::PoolView::watchdog);
}

PG_FUNCTION_INFO_V1(pgpool_health_list);
Datum pgpool_health_list(PG_FUNCTION_ARGS)
{
    return sqlext::pool_table(fcinfo, sqlext::PoolView::health);
}

PG_FUNCTION_INFO_V1(pgpool_process_list);
Datum pgpool_process_list(PG_FUNCTION_ARGS)
{
    return sqlext::pool_table(fcinfo, sqlext::PoolView::processes);
}

PG_FUNCTION_INFO_V1(pgpool_setting_list);
Datum pgpool_setting_list(PG_FUNCTION_ARGS)
{
    return sqlext::pool_table(fcinfo, sqlext::PoolView::settings);
}

}  // extern "C"
