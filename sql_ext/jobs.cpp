#include "jobs.hpp"

#include <cstring>
#include <memory>

#include "job_table.hpp"
#include "manager_calls.hpp"
#include "status_access.hpp"

#include "server.hpp"

extern "C" PGDLLEXPORT void efm_job_main(Datum index);

namespace sqlext {
namespace {

constexpr int news_pause = 1000;  // ms

void copy_name(char (&to)[64], Oid user)
{
    const char* name = GetUserNameFromId(user, true);
    strlcpy(to, name ? name : "?", sizeof to);
}

const char* client_address()
{
    LOCAL_FCINFO(call, 0);
    if (!MyProcPort) return "";
    InitFunctionCallInfoData(*call, nullptr, 0, InvalidOid, nullptr, nullptr);
    const Datum address = inet_client_addr(call);
    if (call->isnull) return "";
    return TextDatumGetCString(DirectFunctionCall1(network_host, address));
}

// Everything about the job but its order and its place.
void sign(Job& job, const char* cluster)
{
    memset(static_cast<void*>(&job), 0, sizeof job);
    job.exit_code = -1;
    job.submitted_at = now();
    strlcpy(job.cluster, cluster, sizeof job.cluster);
    copy_name(job.session_user, GetSessionUserId());
    copy_name(job.current_user, GetUserId());
    strlcpy(job.client, client_address(), sizeof job.client);
}

void audit(const Job& job)
{
    std::string* line = context_owned<std::string>();
    run([&] { *line = audit_line(job); });
    ereport(LOG, (errmsg_internal("%s", to_server(line->c_str())), errhidestmt(true)));
}

[[noreturn]] void refuse(Job& job, const Failure& failure)
{
    job.state = OrderState::refused;
    strlcpy(job.sentence, failure.message, sizeof job.sentence);
    audit(job);
    raise(failure);
}

// Enters the job. False: another one is not over, or all places are taken.
bool enter(const Job& signed_job, std::size_t& place, std::int64_t& busy)
{
    lock_shared_state(true);
    Shared& table = job_table();
    const auto found = place_for(table, signed_job.cluster, busy);
    if (found) {
        place = *found;
        memcpy(static_cast<void*>(&table.jobs[place]), &signed_job, sizeof signed_job);
        table.jobs[place].id = ++table.last_job;
    }
    unlock_shared_state();
    return found.has_value();
}

void check_may_order(Job& job)
{
    Failure failure;
    const SettingsView view = settings_now();
    if (!succeeds([&] { check_runnable(view.copy()); }, failure)) refuse(job, failure);
    if (XactReadOnly && !RecoveryInProgress()) {
        failure = describe(SqlError("25006", "cannot order anything of EFM in a read-only transaction"));
        refuse(job, failure);
    }
}

// The job's id. It is on its way, or over where there is no process to give it to.
std::int64_t submit(Job& job)
{
    check_may_order(job);
    std::int64_t busy = 0;
    Failure failure;
    std::size_t place = 0;
    if (!enter(job, place, busy)) {
        succeeds(
            [&] {
                throw SqlError("55P03", "EFM operation already in progress: job " + std::to_string(busy), "",
                               "See efm_extension.efm_jobs, and wait with efm_job_wait(" + std::to_string(busy) + ").");
            },
            failure);
        refuse(job, failure);
    }
    const std::int64_t id = job_table().jobs[place].id;
    if (!shared()) {
        carry_out_job(place);
    } else if (!launch_job(place)) {
        job_table().jobs[place].state = OrderState::refused;
        failure =
            describe(SqlError("53400", "no process can be started for the order", "", "Raise max_worker_processes."));
        refuse(job, failure);
    }
    return id;
}

// Copies the job when it is over, or the time is. False: there is no such job.
bool wait_for_job(std::int64_t id, Microseconds until, Job* copy)
{
    for (;;) {
        lock_shared_state(false);
        const Job* job = find_job(job_table(), id);
        if (job) memcpy(static_cast<void*>(copy), job, sizeof *copy);
        unlock_shared_state();
        const Microseconds left = (until - now()) / 1000;
        if (!job || is_over(copy->state) || left <= 0) break;
        wait_for_news(static_cast<int>(left < news_pause ? left : news_pause));
    }
    end_waiting();
    return copy->id == id;
}

Job* new_job(const Order& order)
{
    Job* job = static_cast<Job*>(palloc0(sizeof(Job)));
    sign(*job, settings_now().cluster);
    job->order = order;
    return job;
}

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

void mark_abandoned(int /*code*/, Datum index)
{
    lock_shared_state(true);
    Job& job = job_table().jobs[DatumGetUInt64(index)];
    if (!is_over(job.state)) {
        job.state = OrderState::failed;
        job.over_at = now();
        strlcpy(job.sentence, "its process was ended; EFM may go on", sizeof job.sentence);
    }
    unlock_shared_state();
    announce();
}

}  // namespace

Shared& job_table()
{
    static Shared own;
    return shared() ? *shared() : own;
}

void carry_out_job(std::size_t index)
{
    Job& job = job_table().jobs[index];
    const SettingsView view = settings_now();
    OrderReport* report = context_owned<OrderReport>();
    Task* task = new_task();
    job.begun_at = now();
    run([&] {
        ManagerSettings settings = view.copy();
        settings.cluster = job.cluster;
        const std::chrono::seconds watch_limit{view.job_watch};
        task->start([report, &job, settings, watch_limit](const Task::Cancelled& cancelled) {
            ServerRunner runner;
            const auto observe = [&](const OrderReport& so_far) {
                job.state = so_far.state;
            };
            *report = carry_out(job.order, settings, runner, cancelled, watch_limit, observe);
        });
    });
    wait_for(*task, AtExit::leave);
    lock_shared_state(true);
    Failure failure;
    if (!succeeds(
            [&] {
                task->finish();
                keep(job, *report);
            },
            failure)) {
        job.failure = failure;
        job.state = OrderState::failed;
    }
    unlock_shared_state();
    invalidate_status();
    if (view.debug) ereport(LOG, (errmsg_internal("efm.debug: %s", to_server(job.argv)), errhidestmt(true)));
    audit(job);
    announce();
}

}  // namespace sqlext

using namespace sqlext;  // NOLINT: the server's macros make functions of the global namespace

void efm_job_main(Datum index)
{
    pqsignal(SIGTERM, die);
    BackgroundWorkerUnblockSignals();
    BackgroundWorkerInitializeConnection(nullptr, nullptr, 0);
    before_shmem_exit(mark_abandoned, index);
    carry_out_job(DatumGetUInt64(index));
}

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

// (id, timeout in seconds): the job's state.
PG_FUNCTION_INFO_V1(efm_wait_for_job);
Datum efm_wait_for_job(PG_FUNCTION_ARGS)
{
    const std::int64_t id = PG_GETARG_INT64(0);
    const auto span = static_cast<Microseconds>(PG_GETARG_FLOAT8(1) * 1e6);
    Job* job = static_cast<Job*>(palloc0(sizeof(Job)));
    if (!wait_for_job(id, now() + span, job)) {
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
