#include "jobs.hpp"

#include <cstring>
#include <memory>

#include "answers.hpp"
#include "job_table.hpp"
#include "job_work.hpp"
#include "manager_calls.hpp"

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
    job.debug = settings_now().debug;
}

void audit(const Job& job)
{
    std::string* line = context_owned<std::string>();
    run([&] { *line = audit_line(job); });
    ereport(LOG, (errmsg_internal("%s", to_server(line->c_str())), errhidestmt(true)));
}

// Without a process of its own an order ends with the call that gave it, also when that was cancelled.
void bury_own_dead()
{
    for (Job& job : job_table().jobs) {
        if (job.id != 0 && !is_over(job.state)) job.state = OrderState::failed;
    }
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

void mark_abandoned(int /*code*/, Datum index)
{
    LWLockReleaseAll();  // an error may have come while the lock was held
    Job& job = job_table().jobs[DatumGetUInt64(index)];
    if (!is_over(job.state)) invalidate_answers();  // first: who knows that it is over is told nothing earlier
    lock_shared_state(true);
    if (!is_over(job.state)) {
        job.state = OrderState::failed;
        job.over_at = now();
        strlcpy(job.sentence, "its process was ended; what it had begun may go on", sizeof job.sentence);
    }
    unlock_shared_state();
    announce();
}

constexpr std::chrono::seconds journal_limit{5};

// After everybody knows: whoever waits for the order does not wait for a disk.
void journalize(const Job& job, const SettingsView& view)
{
    Job* copy = static_cast<Job*>(palloc(sizeof(Job)));  // its place may be taken by the next
    memcpy(static_cast<void*>(copy), &job, sizeof job);
    Task* task = new_task();
    run([&] {
        const PoolSettings pools{view.pgpool_command, view.hooks_conf};
        task->start([copy, pools](const Task::Cancelled& cancelled) {
            ServerRunner runner;
            write_to_journal(*copy, pools, runner, {pcp::Deadline::after(journal_limit), cancelled});
        });
    });
    wait_for(*task, AtExit::leave);
    Failure failure;
    if (succeeds([&] { task->finish(); }, failure)) return;
    ereport(LOG,
            (errmsg_internal("the order is not in the journal: %s", to_server(failure.message)), errhidestmt(true)));
}

void work(Job& job, const SettingsView& view)
{
    OrderReport* report = context_owned<OrderReport>();
    Task* task = new_task();
    run([&] {
        JobSettings settings{view.copy(), {view.pgpool_command, view.hooks_conf}, std::chrono::seconds{view.job_watch}};
        settings.manager.cluster = job.cluster;
        task->start([report, &job, settings](const Task::Cancelled& cancelled) {
            ServerRunner runner;
            *report = work_on(job, settings, runner, cancelled);
        });
    });
    wait_for(*task, AtExit::leave);
    invalidate_answers();  // before anybody knows that it is over
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
}

void carry_out_job(std::size_t index)
{
    Job& job = job_table().jobs[index];
    const SettingsView view = settings_now();
    job.begun_at = now();
    invalidate_answers();  // already: where a caller is his own job's process, a cancelled one ends in the work
    work(job, view);
    if ((view.debug || job.debug) && job.argv[0] != '\0') {
        ereport(LOG, (errmsg_internal("efm.debug: %s", to_server(job.argv)), errhidestmt(true)));
    }
    audit(job);
    announce();
    journalize(job, view);
}

}  // namespace

Shared& job_table()
{
    static Shared own;
    return shared() ? *shared() : own;
}

Job* new_job(const Order& order)
{
    Job* job = static_cast<Job*>(palloc0(sizeof(Job)));
    sign(*job, is_of_pools(order.kind) ? "" : settings_now().cluster);
    job->order = order;
    return job;
}

void refuse(Job& job, const Failure& failure)
{
    job.state = OrderState::refused;
    strlcpy(job.sentence, failure.message, sizeof job.sentence);
    audit(job);
    raise(failure);
}

void check_may_order(Job& job)
{
    Failure failure;
    const SettingsView view = settings_now();
    const bool of_pools = is_of_pools(job.order.kind);
    if (!of_pools && !succeeds([&] { check_runnable(view.copy()); }, failure)) refuse(job, failure);
    if (XactReadOnly && !RecoveryInProgress()) {
        run([&] { failure = describe(read_only_error(job.order)); });
        refuse(job, failure);
    }
}

std::int64_t submit(Job& job)
{
    check_may_order(job);
    if (!shared()) bury_own_dead();
    std::int64_t busy = 0;
    Failure failure;
    std::size_t place = 0;
    if (!enter(job, place, busy)) {
        run([&] { failure = describe(busy_error(job.order, busy)); });
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

bool wait_for_job(std::int64_t id, Microseconds until, Job* copy)
{
    if (!shared()) bury_own_dead();
    for (;;) {
        lock_shared_state(false);
        const Job* job = find_job(job_table(), id);
        if (job) memcpy(static_cast<void*>(copy), job, sizeof *copy);
        unlock_shared_state();
        const Microseconds left = (until - ticks()) / 1000;
        if (!job || is_over(copy->state) || left <= 0) break;
        wait_for_news(static_cast<int>(left < news_pause ? left : news_pause));
    }
    end_waiting();
    return copy->id == id;
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
