// A snapshot as the rows that SQL shows. Pure functions over values.
#pragma once

#include <string>
#include <vector>

#include "efm/cluster_status.hpp"
#include "snapshot.hpp"
#include "table.hpp"

namespace sqlext {

// A member's columns of words: "Unknown" where EFM says nothing. EFM 4.1 and later do not say of an agent whether it
// runs: there, who is listed with a type has one that does.
struct MemberWords {
    std::string type;
    std::string agent;
    std::string database;
};
MemberWords words_of(const efm::Member& member);

// efm_get_nodes(): members whose address is a number, as node_ip is an inet. See docs/compatibility.md.
Table node_rows(const efm::ClusterStatus& status, Microseconds collected_at);

// efm_is_available().
Row availability_row(const Snapshot& snapshot);

// The rows of what is no status of EFM, with the time at their end.
Table dated_rows(const Snapshot& snapshot);

// Of efm_snapshots. `own`: of this session alone.
Row snapshot_row(const Snapshot& snapshot, std::uint64_t version, bool stale, bool own);

}  // namespace sqlext
