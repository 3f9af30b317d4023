#include "backend_status.hpp"

#include <algorithm>
#include <utility>

#include "efm/error.hpp"
#include "efm/status_reports.hpp"

namespace sqlext {
namespace {

constexpr Microseconds second = 1'000'000;
constexpr Microseconds longest_back_off = 30 * second;

// That nobody is in it is what the document says; elsewhere it is no report.
efm::ClusterStatus read_members(const std::string& document)
{
    try {
        return parse_report(efm::Report::cluster_json, document);
    } catch (const efm::Error&) {
        return {};
    }
}

}  // namespace

Microseconds poll_pause(Microseconds interval, int failures, int process)
{
    if (failures == 0) return interval;
    const Microseconds backed_off = std::min(interval << std::min(failures, 5), std::max(interval, 60 * second));
    return backed_off - process % 100 * (backed_off / 1000);
}

Microseconds negative_ttl(int failures, int ttl_seconds)
{
    const int doublings = std::clamp(failures - 1, 0, 5);
    return std::min({second << doublings, longest_back_off, ttl_seconds * second});
}

void BackendStatus::take(Snapshot snapshot)
{
    efm::ClusterStatus status;
    if (snapshot.subject == Subject::manager && !snapshot.failure) {
        status = read_members(snapshot.document);
        status.healthy = snapshot.exit_code == 0;
    }
    snapshot_ = std::move(snapshot);
    status_ = std::move(status);
    held_ = true;
    ++generation_;
}

const Snapshot* BackendStatus::find(const std::string& cluster) const
{
    return held_ && snapshot_.cluster == cluster ? &snapshot_ : nullptr;
}

}  // namespace sqlext
