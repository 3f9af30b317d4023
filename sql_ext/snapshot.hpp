// What one run of `efm cluster-status-json` brought: the status, or why there is none. A plain value that can be kept
// as bytes.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "sql_error.hpp"

namespace sqlext {

// Microseconds since 1970, UTC.
using Microseconds = std::int64_t;

Microseconds now();

// As timestamptz reads it: "2026-01-31 12:00:00.000001+00".
std::string to_timestamp(Microseconds time);

struct Snapshot {
    std::string cluster;
    Microseconds started_at = 0;
    Microseconds collected_at = 0;  // when `efm` had ended
    int exit_code = 0;              // EFM's verdict: 0 is a healthy cluster in sync
    std::string printed;            // its standard output, valid UTF-8
    std::string document;           // the JSON document in it; empty if there is none
    std::optional<SqlError> failure;
    int unavailable = 0;             // what efm_is_available() says; 0: available
    std::string unavailable_reason;  // and why
    bool operator==(const Snapshot&) const = default;
};

std::string to_bytes(const Snapshot& snapshot);

// Of what to_bytes() made. Throws std::out_of_range for anything else.
Snapshot from_bytes(std::string_view bytes);

}  // namespace sqlext
