// Pgpool's state as rows. Each function asks all pools that the settings file names, in parallel; a pool that does not
// answer is one row with its name and the error.
#pragma once

#include <string>

#include "pcp/deadline.hpp"
#include "table.hpp"

namespace sqlext {

// probed_nodes: with what Pgpool 4.3 and later learns by connecting to the servers, which takes as long as it takes.
enum class PoolView { nodes, probed_nodes, watchdog, health, processes, settings };

// The number of columns of the view, with `pool` first and `error` last.
std::size_t columns_of(PoolView view);

// Throws efm::Error (configuration) for the settings file.
Table pool_rows(PoolView view, const std::string& settings_file, const pcp::Patience& patience);

}  // namespace sqlext
