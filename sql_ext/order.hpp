// What may be ordered of EFM and of the pools over SQL, and the rules for EFM.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "efm/cluster_status.hpp"
#include "sql_error.hpp"

namespace sqlext {

enum class OrderKind {
    allow_node,
    disallow_node,
    set_priority,
    failover,
    switchover,
    resume,
    pool_attach,  // these are for the pools: see pool_orders.hpp
    pool_detach,
    pool_promote,
    pool_reload,
};

// Trivial, so that it can lie in shared memory.
struct Order {
    OrderKind kind = OrderKind::resume;
    char address[256] = "";  // of a switchover: the member that is to be the primary; empty for EFM's choice
    int priority = 0;
    int port = 0;        // of a pool's backend; 0: as the pool has it
    int drain = 0;       // ms, of a pool's detach
    bool force = false;  // answers yes to all that EFM may ask
    bool dry_run = false;
};

// "failover", as in efm_failover(); "pgpool_reload".
std::string_view to_string(OrderKind kind);

bool is_of_pools(OrderKind kind);

// Throw SqlError (22023) for arguments that cannot be. An address is an IPv4 or IPv6 address or a host name, without
// mask, port or zone; a priority is 0 to 999 in digits.
Order order_about(OrderKind kind, std::string_view address);
Order order_of_priority(std::string_view address, std::string_view priority);

// "switchover to 10.0.0.2": for the log and for people.
std::string describe(const Order& order);

// Why the order would not be carried out in a cluster like this: said before `efm` is run. SQLSTATE 55000, or 42704 for
// a member that is not there.
std::optional<SqlError> objection(const Order& order, const efm::ClusterStatus& before);

// Whether its purpose is reached. `before`: how the cluster was when it was ordered.
bool is_reached(const Order& order, const efm::ClusterStatus& before, const efm::ClusterStatus& after);

}  // namespace sqlext
