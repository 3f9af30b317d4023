// The SQL functions that order something: they make an order of their arguments, submit it as a job and wait.
#include "job_table.hpp"
#include "jobs.hpp"
#include "pool_orders.hpp"

#include "server.hpp"

namespace sqlext {
namespace {

constexpr std::int64_t default_drain = 30'000;  // ms

Datum submit_and_wait(const Order& order)
{
    Job* job = new_job(order);
    const std::int64_t id = submit(*job);
    wait_for_job(id, PG_INT64_MAX, job);
    if (job->failure.sqlstate[0] != '\0') raise(job->failure);
    if (job->state == OrderState::accepted) {
        ereport(NOTICE, (errmsg("EFM accepted the order, and it was not seen to be done yet"),
                         errhint("See job " INT64_FORMAT " in efm_extension.efm_jobs.", id)));
    }
    return Int32GetDatum(0);
}

Datum submit_only(const Order& order, bool dry_run)
{
    Job* job = new_job(order);
    job->order.dry_run = dry_run;
    return Int64GetDatum(submit(*job));
}

// The order that `make` makes of the arguments; what it refuses is logged as an order, too.
template <typename Make>
Order checked(OrderKind kind, Make make)
{
    Order order;
    Failure failure;
    order.kind = kind;
    if (!succeeds([&] { order = make(); }, failure)) {
        Job* job = new_job(order);
        check_may_order(*job);
        refuse(*job, failure);
    }
    return order;
}

Order plain_order(OrderKind kind, bool force)
{
    Order order;
    order.kind = kind;
    order.force = force;
    return order;
}

Order order_to(OrderKind kind, FunctionCallInfo fcinfo)
{
    const char* address = text_to_cstring(PG_GETARG_TEXT_PP(0));
    return checked(kind, [&] { return order_about(kind, address); });
}

Order priority_order(FunctionCallInfo fcinfo)
{
    const char* address = text_to_cstring(PG_GETARG_TEXT_PP(0));
    const char* priority = text_to_cstring(PG_GETARG_TEXT_PP(1));
    return checked(OrderKind::set_priority, [&] { return order_of_priority(address, priority); });
}

const char* host_argument(FunctionCallInfo fcinfo)
{
    if (!PG_ARGISNULL(0)) return text_to_cstring(PG_GETARG_TEXT_PP(0));
    ereport(ERROR, (errcode(ERRCODE_NULL_VALUE_NOT_ALLOWED), errmsg("host is null"),
                    errhint("It is the address of a backend.")));
}

std::optional<int> port_argument(FunctionCallInfo fcinfo)
{
    if (PG_ARGISNULL(1)) return std::nullopt;
    return PG_GETARG_INT32(1);
}

// How long a detach waits for sessions to leave: (graceful, drain).
std::int64_t drain_argument(FunctionCallInfo fcinfo)
{
    constexpr std::int64_t day = 86'400'000;
    if (PG_ARGISNULL(3)) return !PG_ARGISNULL(2) && PG_GETARG_BOOL(2) ? default_drain : 0;
    const Interval* span = PG_GETARG_INTERVAL_P(3);
    return span->time / 1000 + span->day * day + span->month * 31 * day;
}

Order order_of_pools(OrderKind kind, FunctionCallInfo fcinfo)
{
    const char* host = host_argument(fcinfo);
    const std::optional<int> port = port_argument(fcinfo);
    const std::int64_t drain = kind == OrderKind::pool_detach ? drain_argument(fcinfo) : 0;
    return checked(kind, [&] { return pool_order(kind, host, port, std::chrono::milliseconds(drain)); });
}

// What was seen, a row for each pool.
Datum order_and_show(FunctionCallInfo fcinfo, const Order& order)
{
    Job* job = new_job(order);
    Table* table = context_owned<Table>();
    wait_for_job(submit(*job), PG_INT64_MAX, job);
    if (job->failure.sqlstate[0] != '\0') raise(job->failure);
    run([&] {
        *table = pool_answer(job->output);
        const bool done = job->state == OrderState::done || job->state == OrderState::accepted;
        if (table->empty()) table->push_back({std::nullopt, std::nullopt, boolean(done), job->sentence, std::nullopt});
    });
    return_table(fcinfo, *table);
    return 0;
}

// For the published versions' catalogs, whose functions anybody with an old grant may call: there the session has to be
// a superuser's, as it always had to. From 2.0 on the right to execute decides, and other functions are called.
void require_superuser(OrderKind kind)
{
    if (superuser_arg(GetSessionUserId())) return;
    Failure failure = describe(SqlError("42501", "permission denied", "",
                                        "Only superusers can execute EFM management functions before version 2.0: "
                                        "ALTER EXTENSION efm_extension UPDATE."));
    refuse(*new_job(plain_order(kind, false)), failure);
}

}  // namespace
}  // namespace sqlext

using namespace sqlext;  // NOLINT: the server's macros make functions of the global namespace

extern "C" {

// The published names, twice: by the catalogs of 1.x, and by that of 2.0.
#define EFM_ORDER(name, kind, make)          \
    PG_FUNCTION_INFO_V1(efm_##name);         \
    Datum efm_##name(PG_FUNCTION_ARGS)       \
    {                                        \
        require_superuser(kind);             \
        return submit_and_wait(make);        \
    }                                        \
    PG_FUNCTION_INFO_V1(efm_order_##name);   \
    Datum efm_order_##name(PG_FUNCTION_ARGS) \
    {                                        \
        return submit_and_wait(make);        \
    }

EFM_ORDER(allow_node, OrderKind::allow_node, order_to(OrderKind::allow_node, fcinfo))
EFM_ORDER(disallow_node, OrderKind::disallow_node, order_to(OrderKind::disallow_node, fcinfo))
EFM_ORDER(set_priority, OrderKind::set_priority, priority_order(fcinfo))
EFM_ORDER(failover, OrderKind::failover, plain_order(OrderKind::failover, PG_NARGS() > 0 && PG_GETARG_BOOL(0)))
EFM_ORDER(switchover, OrderKind::switchover, plain_order(OrderKind::switchover, (void(fcinfo), false)))
EFM_ORDER(resume_monitoring, OrderKind::resume, plain_order(OrderKind::resume, (void(fcinfo), false)))

PG_FUNCTION_INFO_V1(efm_request_allow_node);
Datum efm_request_allow_node(PG_FUNCTION_ARGS)
{
    return submit_only(order_to(OrderKind::allow_node, fcinfo), PG_GETARG_BOOL(1));
}

PG_FUNCTION_INFO_V1(efm_request_disallow_node);
Datum efm_request_disallow_node(PG_FUNCTION_ARGS)
{
    return submit_only(order_to(OrderKind::disallow_node, fcinfo), PG_GETARG_BOOL(1));
}

PG_FUNCTION_INFO_V1(efm_request_set_priority);
Datum efm_request_set_priority(PG_FUNCTION_ARGS)
{
    return submit_only(priority_order(fcinfo), PG_GETARG_BOOL(2));
}

PG_FUNCTION_INFO_V1(efm_request_failover);
Datum efm_request_failover(PG_FUNCTION_ARGS)
{
    return submit_only(plain_order(OrderKind::failover, PG_GETARG_BOOL(0)), PG_GETARG_BOOL(1));
}

// target may be null.
PG_FUNCTION_INFO_V1(efm_request_switchover);
Datum efm_request_switchover(PG_FUNCTION_ARGS)
{
    const bool dry_run = !PG_ARGISNULL(1) && PG_GETARG_BOOL(1);
    if (PG_ARGISNULL(0)) return submit_only(plain_order(OrderKind::switchover, false), dry_run);
    return submit_only(order_to(OrderKind::switchover, fcinfo), dry_run);
}

PG_FUNCTION_INFO_V1(efm_request_resume_monitoring);
Datum efm_request_resume_monitoring(PG_FUNCTION_ARGS)
{
    return submit_only(plain_order(OrderKind::resume, false), PG_GETARG_BOOL(0));
}

// (host, port or null).
PG_FUNCTION_INFO_V1(pgpool_order_attach);
Datum pgpool_order_attach(PG_FUNCTION_ARGS)
{
    return order_and_show(fcinfo, order_of_pools(OrderKind::pool_attach, fcinfo));
}

// (host, port or null, graceful, drain or null).
PG_FUNCTION_INFO_V1(pgpool_order_detach);
Datum pgpool_order_detach(PG_FUNCTION_ARGS)
{
    return order_and_show(fcinfo, order_of_pools(OrderKind::pool_detach, fcinfo));
}

// (host, port or null).
PG_FUNCTION_INFO_V1(pgpool_order_promote);
Datum pgpool_order_promote(PG_FUNCTION_ARGS)
{
    return order_and_show(fcinfo, order_of_pools(OrderKind::pool_promote, fcinfo));
}

PG_FUNCTION_INFO_V1(pgpool_order_reload);
Datum pgpool_order_reload(PG_FUNCTION_ARGS)
{
    return order_and_show(fcinfo, plain_order(OrderKind::pool_reload, false));
}

// (id, timeout in seconds): the job's state.
PG_FUNCTION_INFO_V1(efm_wait_for_job);
Datum efm_wait_for_job(PG_FUNCTION_ARGS)
{
    const std::int64_t id = PG_GETARG_INT64(0);
    const auto span = static_cast<Microseconds>(PG_GETARG_FLOAT8(1) * 1e6);
    Job* job = static_cast<Job*>(palloc0(sizeof(Job)));
    if (!wait_for_job(id, ticks() + span, job)) {
        ereport(ERROR, (errcode(ERRCODE_UNDEFINED_OBJECT), errmsg("there is no job " INT64_FORMAT, id)));
    }
    return CStringGetTextDatum(to_string(job->state).data());
}

PG_FUNCTION_INFO_V1(efm_job_list);
Datum efm_job_list(PG_FUNCTION_ARGS)
{
    Table* table = context_owned<Table>();
    Failure failure;
    lock_shared_state(false);
    const bool read = succeeds(
        [&] {
            for (const Job& job : job_table().jobs) {
                if (job.id != 0) table->push_back(job_row(job));
            }
        },
        failure);
    unlock_shared_state();
    if (!read) raise(failure);
    return_table(fcinfo, *table);
    return 0;
}

}  // extern "C"
