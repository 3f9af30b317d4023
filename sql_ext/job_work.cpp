#include "job_work.hpp"

#include <unistd.h>

#include <algorithm>
#include <string>

#include "efm/error.hpp"
#include "efm/outcome_document.hpp"
#include "job_table.hpp"

namespace sqlext {
namespace {

const char* whom(const Order& order)
{
    return is_of_pools(order.kind) ? "Pgpool" : "EFM";
}

efm::Command record_of(const Job& job, const PoolSettings& settings, const pcp::Patience& patience)
{
    const bool done = job.state == OrderState::done || job.state == OrderState::accepted;
    const std::string ago = std::to_string(std::max<Microseconds>(now() - job.begun_at, 1000) / 1000) + "ms";
    const std::string ran = job.argv[0] ? std::string("; ran ") + job.argv : "";
    return pool_command(
        settings,
        {"--since=" + ago, std::string("--ending=") + (done ? "done" : "refused"), "--by=" + orderer(job),
         "--reason=" + std::string(to_string(job.state)) + ", " + job.sentence + ran, "record",
         std::string(to_string(job.order.kind)), job.order.address[0] ? job.order.address : job.cluster},
        patience);
}

}  // namespace

OrderReport work_on(Job& job, const JobSettings& settings, efm::CommandRunner& runner,
                    const std::function<bool()>& cancelled)
{
    if (is_of_pools(job.order.kind)) {
        job.state = OrderState::running;
        return carry_out_pool_order(job.order, settings.pools, runner, cancelled);
    }
    const auto observe = [&](const OrderReport& so_far) {
        job.state = so_far.state;
    };
    return carry_out(job.order, settings.manager, runner, cancelled, settings.watch_limit, observe);
}

void write_to_journal(const Job& job, const PoolSettings& settings, efm::CommandRunner& runner,
                      const pcp::Patience& patience)
{
    if (is_of_pools(job.order.kind) || job.order.dry_run) return;
    if (::access(settings.hooks_conf.c_str(), F_OK) != 0) return;
    const efm::CommandResult result = runner.run(record_of(job, settings, patience));
    if (!result.succeeded()) throw efm::Error(efm::Error::Kind::system, efm::parse_outcome(result.out).sentence);
}

SqlError busy_error(const Order& order, std::int64_t other_job)
{
    const std::string id = std::to_string(other_job);
    return {"55P03", std::string(whom(order)) + " operation already in progress: job " + id, "",
            "See efm_extension.efm_jobs, and wait with efm_job_wait(" + id + ")."};
}

SqlError read_only_error(const Order& order)
{
    return {"25006", std::string("cannot order anything of ") + whom(order) + " in a read-only transaction"};
}

}  // namespace sqlext
