// Where readers get the cluster's status from. The functions may raise SQL errors: call them as the server's own.
#pragma once

#include <cstdint>

#include "backend_status.hpp"

namespace sqlext {

// What efm_cache_stats() shows.
struct CacheCounters {
    std::uint64_t hits = 0;
    std::uint64_t misses = 0;
    std::uint64_t updates = 0;
    Microseconds last_update = 0;  // 0: there is nothing, or it was declared void
};

// The status as fresh as the settings want it, whether good or bad. Waits interruptibly. Stays until the next call.
const BackendStatus& current_status();

// The same, and an SQL error if there is no status.
const BackendStatus& required_status();

// For workers: asks `efm` now and waits, and makes the answer everybody's.
struct SettingsView;
void collect(const SettingsView& view, const char* cluster, Snapshot* snapshot);
void publish_snapshot(const char* cluster, const Snapshot& snapshot);

CacheCounters cache_counters();
void invalidate_status();

}  // namespace sqlext
