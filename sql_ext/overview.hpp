// EFM, the pools and the servers joined: one row for each member and backend, and what does not agree.
#pragma once

#include <string>

#include "backend_status.hpp"
#include "efm/cluster_view.hpp"
#include "pcp/deadline.hpp"
#include "settings.hpp"
#include "table.hpp"

namespace sqlext {

// Asks the pools and the servers that the settings file names; EFM's word is that of the status. Throws efm::Error
// (configuration) for the settings file, unless there is none: then EFM's word is all there is.
Table overview_rows(const BackendStatus& status, const std::string& settings_file, const pcp::Patience& patience);

// address, port, role, efm_type, efm_database, contact, in_recovery, timeline, lsn, lag_bytes, backends (JSON by pool),
// agrees, difference. What is about no member is in rows without an address.
Table overview_rows(const efm::Survey& survey);

}  // namespace sqlext
