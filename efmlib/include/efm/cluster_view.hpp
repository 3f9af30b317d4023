// The three views of a survey joined: one row for each member and backend, and what does not agree. Pure functions over
// values; each finding is a row of a table in tests/unit/efmlib/status/findings_*_test.cpp and of docs/status.md.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "efm/survey.hpp"

namespace efm {

// Where a row stands in one pool.
enum class Seating {
    pool_unseen,  // the pool could not be asked
    backend,      // Seat::node is it
    none,         // the pool has no such backend
    unpooled,     // nor is it meant to
    unresolved,   // not known: a name in question could not be resolved
    ambiguous,    // it fits several backends
};

struct Seat {
    Seating seating = Seating::pool_unseen;
    std::optional<pcp::NodeInfo> node;  // of an ambiguous one, if another pool tells which it is

    bool is_attached() const { return node && pcp::is_attached(node->status); }
    bool is_primary() const { return node && node->role == pcp::Role::primary; }
};

// What a row's server is: by its own word, else by EFM's, else by that of the pools if they are of one mind.
enum class ClusterRole { unknown, primary, standby, witness };

// Empty: unknown, or not a thing this row has (a primary lags behind nobody).
struct ClusterRow {
    Address address;                    // the member's, else the backend's; the port if it is known
    std::optional<Member> member;       // what EFM says
    std::vector<Seat> seats;            // what the pools say, in the order of the survey
    std::optional<ServerFacts> server;  // what the server says; empty: it was not asked

    ClusterRole role = ClusterRole::unknown;
    std::optional<std::uint32_t> timeline;
    std::optional<Lsn> lsn;                               // a primary's current position, what a standby has replayed
    std::optional<std::uint64_t> lag;                     // bytes behind the primary
    std::optional<std::chrono::milliseconds> replay_age;  // how old what it last replayed is; 0 if it is not behind
    std::optional<double> weight;                         // if all pools that say it say the same
    std::optional<bool> coordinator;
    std::optional<int> failover_priority;  // 1 is the first to be promoted
    std::optional<bool> vip;               // holds EFM's virtual address

    bool is_dead() const;  // proof, or as good as: the server was reached for, and takes no connections
    bool answers() const { return server && server->answers(); }
};

// What a row is called wherever programs read: "10.0.0.1:5432", or the host alone where the port is not known.
std::string name_of(const ClusterRow& row);

enum class Severity {
    remark,        // worth knowing
    unseen,        // a part that is configured could not be looked at
    disagreement,  // views contradict each other, or what all of them want is not so
};

// What a finding is about. Its name in JSON and in docs/status.md is to_string().
enum class FindingKind {
    manager_unseen,
    pool_unseen,
    watchdog_unseen,
    server_unseen,
    no_primary,
    second_primary,
    foreign_system,
    older_timeline,
    newer_timeline,
    not_streaming,
    manager_role,
    manager_primaries,
    manager_database,
    manager_idle,
    manager_lost,
    manager_missing,
    manager_promoting,
    manager_message,
    manager_report,
    vip_twice,
    vip_off_primary,
    vip_nowhere,
    vip_is_delegate,
    pool_primary,
    detached_primary,
    detached_healthy,
    attached_dead,
    attached_idle,
    unused,
    quarantine,
    pools_differ,
    member_without_backend,
    backend_without_member,
    address_unresolved,
    address_ambiguous,
    no_quorum,
    quorum_on_edge,
    watchdog_member_gone,
    leaders_differ,
    primary_takes_reads,
    standby_takes_no_reads,
};

struct Finding {
    FindingKind kind = FindingKind::no_primary;
    Severity severity = Severity::disagreement;
    std::optional<std::size_t> row;   // of ClusterView::rows, if it is about one
    std::optional<std::size_t> pool;  // of Survey::pools, if it is about one
    std::string sentence;             // one, without a full stop
    std::string remedy;               // what to do about it; may be empty
    bool operator==(const Finding&) const = default;
};

struct ClusterView {
    std::vector<ClusterRow> rows;        // EFM's members in its order, then backends that are no members
    std::optional<std::size_t> primary;  // the row that is the primary, by the best word there is
    std::vector<Finding> findings;       // the gravest first

    // Nothing is unseen, and nothing disagrees.
    bool agrees() const;
    std::size_t count(Severity severity) const;
};

// Reads no clock and asks nobody.
ClusterView join(const Survey& survey);

// Whether the manager or a pool said anything.
bool is_anything_seen(const Survey& survey);

// All of it in a line: "all agree: primary 10.0.0.1:5432, 2 standbys".
std::string verdict(const Survey& survey, const ClusterView& view);

// One document, "schema": 1. Its keys are in docs/json.md.
std::string to_json(const Survey& survey, const ClusterView& view, int exit_code);

std::string_view to_string(Seating seating);
std::string_view to_string(ClusterRole role);
std::string_view to_string(Severity severity);
std::string_view to_string(FindingKind kind);

}  // namespace efm
