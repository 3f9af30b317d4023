// An answer as this process last saw it, ready to be shown: EFM's is read once, and asked for often.
#pragma once

#include <cstdint>
#include <optional>

#include "efm/cluster_status.hpp"
#include "snapshot.hpp"

namespace sqlext {

// How long a failure is told again before it is tried again: a second, doubled with each failure in a row, at most half
// a minute and never longer than the ttl.
Microseconds negative_ttl(int failures, int ttl_seconds);

// Between two polls: a failing cluster is asked less often, each server, as its process id tells it, at a moment of its
// own.
Microseconds poll_pause(Microseconds interval, int failures, int process);

class BackendStatus {
public:
    void take(Snapshot snapshot);

    // Null: nothing is held for that cluster.
    const Snapshot* find(const std::string& cluster) const;

    const Snapshot& snapshot() const { return snapshot_; }
    const efm::ClusterStatus& status() const { return status_; }
    std::uint64_t generation() const { return generation_; }  // changes with each take()

private:
    bool held_ = false;
    std::uint64_t generation_ = 0;
    Snapshot snapshot_;
    efm::ClusterStatus status_;
};

}  // namespace sqlext
