// What one look brought, at EFM, at the pools or at all of them and the servers: an answer, or why there is none. A
// plain value that can be kept as bytes.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "sql_error.hpp"
#include "table.hpp"

namespace sqlext {

// Microseconds since 1970, UTC: for people to read, and for nothing else, as clocks are put back.
using Microseconds = std::int64_t;

Microseconds now();

// Microseconds of a clock that only goes forward, the same in all processes: how old is what.
Microseconds ticks();

// As timestamptz reads it: "2026-01-31 12:00:00.000001+00".
std::string to_timestamp(Microseconds time);

// What can be looked at. The pools are all that the settings file names; the overview is EFM, the pools and the servers
// side by side, and the metrics are what can be counted in it. probed_nodes: with what Pgpool 4.3 and later learns by
// connecting to the servers, which takes as long as it takes.
enum class Subject : std::uint8_t {
    manager,
    overview,
    metrics,
    nodes,
    probed_nodes,
    watchdog,
    health,
    processes,
    settings
};
inline constexpr std::size_t subjects = 9;

std::string_view to_string(Subject subject);

// The same for all clusters.
constexpr bool is_of_pools(Subject subject)
{
    return subject >= Subject::nodes;
}

struct Snapshot {
    Subject subject = Subject::manager;
    std::string cluster;  // empty where it is of the pools
    bool polled = false;  // in the collector's own round; else because somebody asked

    // In ticks. EFM's word in an overview may be older than the look: then it is as old as that.
    Microseconds began = 0;
    Microseconds started = 0;
    Microseconds collected = 0;
    Microseconds collected_at = 0;  // by the clock

    std::optional<SqlError> failure;

    // Of the manager.
    int exit_code = 0;     // EFM's verdict: 0 is a healthy cluster in sync
    std::string printed;   // its standard output, valid UTF-8
    std::string document;  // the JSON document in it; empty if there is none
    int unavailable = 0;   // what efm_is_available() says; 0: available
    std::string unavailable_reason;

    // Of everything else.
    Table rows;

    bool operator==(const Snapshot&) const = default;
};

// Its end: from now on it is as old as it is.
void conclude(Snapshot& snapshot);

std::string to_bytes(const Snapshot& snapshot);

// Of what to_bytes() made. Throws std::out_of_range for anything else.
Snapshot from_bytes(std::string_view bytes);

}  // namespace sqlext
