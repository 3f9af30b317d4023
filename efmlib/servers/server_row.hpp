// The one question that a server is asked, and how its answer reads. Private to the library.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "efm/server_probe.hpp"

namespace efm {

// One row. PostgreSQL 12 and later, and EPAS. Needs LOGIN alone; without pg_read_all_stats the columns of
// pg_stat_wal_receiver are null, which says nothing about the receiver.
extern const char* const server_query;

// Columns as libpq gives them; none is null. Throws Error (protocol) naming the column that makes no sense.
using ServerRow = std::vector<std::optional<std::string>>;
void read_row(const ServerRow& row, ServerFacts& facts);

}  // namespace efm
