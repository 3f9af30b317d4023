#include "look.hpp"

#include <algorithm>
#include <utility>

#include "efm/cluster_metrics.hpp"
#include "exit_table.hpp"
#include "manager_calls.hpp"
#include "metrics.hpp"
#include "overview.hpp"
#include "pool_rows.hpp"

namespace sqlext {
namespace {

Snapshot begun(const Inquiry& inquiry, Subject subject)
{
    Snapshot snapshot;
    snapshot.subject = subject;
    snapshot.polled = inquiry.polled;
    snapshot.began = snapshot.started = ticks();
    if (is_of_pools(subject)) return snapshot;
    snapshot.cluster = inquiry.manager.cluster;
    if (subject != Subject::manager) {  // which takes EFM's word, and is no younger than that: also if it fails
        snapshot.started = std::min(snapshot.started, inquiry.status.snapshot().started);
    }
    return snapshot;
}

void add(Seen& seen, Snapshot snapshot, Table rows)
{
    snapshot.rows = std::move(rows);
    conclude(snapshot);
    seen.snapshots.push_back(std::move(snapshot));
}

void look_at_manager(const Inquiry& inquiry, const pcp::Patience& patience, Seen& seen)
{
    ServerRunner runner;
    Snapshot snapshot = begun(inquiry, Subject::manager);
    collect_status(inquiry.manager, runner, patience, snapshot);
    seen.snapshots.push_back(std::move(snapshot));
    seen.argv = runner.argv();
}

// The pools in it are what pgpool_nodes shows, and everything in it can be counted.
void look_at_all(const Inquiry& inquiry, const pcp::Patience& patience, Seen& seen)
{
    Snapshot overview = begun(inquiry, Subject::overview);
    Snapshot metrics = begun(inquiry, Subject::metrics);
    Snapshot nodes = begun(inquiry, Subject::nodes);
    const Overview all =
        take_overview(inquiry.status, {inquiry.hooks_conf, inquiry.manager.properties_file()}, patience);
    add(seen, std::move(overview), overview_rows(all));
    add(seen, std::move(metrics),
        rows_of(pool_metrics_of(all.survey, all.view, {inquiry.manager.cluster, EFM_PGPOOL_VERSION})));
    if (all.named_pools > 0) add(seen, std::move(nodes), node_rows(all.survey, all.named_pools));
    seen.disagreements = disagreements(all.view);
}

void look_at_pools(const Inquiry& inquiry, const pcp::Patience& patience, Seen& seen)
{
    Snapshot snapshot = begun(inquiry, inquiry.subject);
    add(seen, std::move(snapshot), pool_rows(inquiry.subject, inquiry.hooks_conf, patience));
}

void look_at_subject(const Inquiry& inquiry, const pcp::Patience& patience, Seen& seen)
{
    switch (inquiry.subject) {
        case Subject::manager:
            return look_at_manager(inquiry, patience, seen);
        case Subject::overview:
        case Subject::metrics:
            return look_at_all(inquiry, patience, seen);
        default:
            return look_at_pools(inquiry, patience, seen);
    }
}

}  // namespace

Seen failed_look(const Inquiry& inquiry, const std::exception& error)
{
    Snapshot failed = begun(inquiry, inquiry.subject);
    failed.failure = to_sql_error(error);
    failed.unavailable = static_cast<int>(Unavailable::not_started);
    failed.unavailable_reason = failed.failure->message;
    conclude(failed);
    return {inquiry.subject, failed.cluster, {failed}, {}, {}};
}

Seen look(const Inquiry& inquiry, const std::function<bool()>& cancelled)
{
    Seen seen;
    seen.subject = inquiry.subject;
    if (!is_of_pools(seen.subject)) seen.cluster = inquiry.manager.cluster;
    const Snapshot first = begun(inquiry, inquiry.subject);
    try {
        look_at_subject(inquiry, {pcp::Deadline::after(limit_of(inquiry.subject)), cancelled}, seen);
    } catch (const std::exception& error) {
        seen = failed_look(inquiry, error);
        seen.snapshots.front().began = first.began;
        seen.snapshots.front().started = first.started;
    }
    return seen;
}

}  // namespace sqlext
