// Pgpool's state as rows. Each function asks all pools that the settings file names, in parallel; a pool that does not
// answer is one row with its name and the error.
#pragma once

#include <string>

#include "efm/survey.hpp"
#include "pcp/deadline.hpp"
#include "snapshot.hpp"

namespace sqlext {

// The number of columns of what a subject of the pools shows, with `pool` first and `error` last.
std::size_t columns_of(Subject subject);

// Throws efm::Error (configuration) for the settings file.
Table pool_rows(Subject subject, const std::string& settings_file, const pcp::Patience& patience);

// Subject::nodes out of a survey, of the pools that it names first.
Table node_rows(const efm::Survey& survey, std::size_t pools);

}  // namespace sqlext
