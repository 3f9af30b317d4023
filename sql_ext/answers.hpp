// Where readers get their answers from: what is shared, or what this process holds for itself. The functions may raise
// SQL errors: call them as the server's own.
#pragma once

#include <cstdint>

#include "backend_status.hpp"
#include "look.hpp"

namespace sqlext {

struct SettingsView;

// What efm_cache_stats() shows, and the metrics.
struct CacheCounters {
    std::uint64_t hits = 0;
    std::uint64_t misses = 0;
    std::uint64_t updates = 0;
    std::uint64_t failures = 0;
    Microseconds last_update = 0;  // by the clock; 0: there is nothing, or it was declared void
};

// The answer as fresh as the settings want it, whether good or bad. Waits interruptibly. Stays until the next call
// about the subject.
const BackendStatus& current(Subject subject);

// The same, and an SQL error if there is none.
const BackendStatus& required(Subject subject);

// What is known and fresh, without asking. Null: nothing is.
const BackendStatus* known(Subject subject);

// What is shared of it, however old. False: nothing is.
bool read_latest(Subject subject, const char* cluster, Snapshot* snapshot);

// C++. What has to be known to look at it; of an overview all but EFM's word.
Inquiry inquiry_about(const SettingsView& view, Subject subject, const char* cluster);

// Publishes all that was seen, as everybody's.
void publish(const SettingsView& view, const Seen& seen);

CacheCounters cache_counters();

// No earlier answer is good any more.
void invalidate_answers();

// For efm_snapshots: what is shared, or else held, asked for or not.
void list_snapshots(Table* rows);

}  // namespace sqlext
