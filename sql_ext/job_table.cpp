#include "job_table.hpp"

#include <algorithm>
#include <string_view>

#include "efm/printable.hpp"

namespace sqlext {
namespace {

template <std::size_t Size>
void fill(char (&to)[Size], const std::string& from)
{
    const std::string cut = efm::excerpt(from, Size - 1);
    std::ranges::copy(cut, to);
    to[cut.size()] = '\0';
}

Value text(const char* value)
{
    if (value[0] == '\0') return std::nullopt;
    return value;
}

Value time(Microseconds at)
{
    if (at == 0) return std::nullopt;
    return to_timestamp(at);
}

}  // namespace

std::optional<std::size_t> place_for(const Shared& table, std::string_view cluster, std::int64_t& busy)
{
    std::optional<std::size_t> place;
    for (std::size_t i = 0; i < most_jobs; ++i) {
        const Job& job = table.jobs[i];
        if (job.id != 0 && !is_over(job.state)) {
            if (cluster == job.cluster) busy = job.id;
            continue;
        }
        if (!place || job.id < table.jobs[*place].id) place = i;
    }
    return busy == 0 ? place : std::nullopt;
}

const Job* find_job(const Shared& table, std::int64_t id)
{
    const auto found = std::ranges::find(table.jobs, id, &Job::id);
    return found == table.jobs.end() ? nullptr : &*found;
}

void keep(Job& job, const OrderReport& report)
{
    job.exit_code = report.exit_code.value_or(-1);
    fill(job.argv, report.argv);
    fill(job.output, report.output);
    fill(job.sentence, report.sentence);
    job.failure = report.error ? describe(*report.error) : Failure{};
    job.over_at = now();
    job.state = report.state;
}

Row job_row(const Job& job)
{
    return {std::to_string(job.id),
            std::string(to_string(job.state)),
            describe(job.order),
            text(job.cluster),
            text(job.session_user),
            text(job.current_user),
            text(job.client),
            time(job.submitted_at),
            time(job.begun_at),
            time(job.over_at),
            job.exit_code < 0 ? std::nullopt : Value(std::to_string(job.exit_code)),
            text(job.argv),
            text(job.output),
            text(job.sentence)};
}

std::string orderer(const Job& job)
{
    std::string who = job.session_user;
    if (std::string_view(job.session_user) != job.current_user) who += std::string(" as ") + job.current_user;
    return who + " from " + (job.client[0] ? job.client : "a local socket");
}

std::string audit_line(const Job& job)
{
    std::string line = describe(job.order);
    if (!is_of_pools(job.order.kind)) line = "EFM " + line + " on cluster " + job.cluster;
    line += " ordered by " + orderer(job) + ": " + std::string(to_string(job.state));
    if (job.sentence[0] != '\0') line += std::string(", ") + job.sentence;
    return line;
}

}  // namespace sqlext
