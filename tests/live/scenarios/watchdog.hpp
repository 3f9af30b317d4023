// Two Pgpools under watchdog, as in the guide's chapter 2: the active one on the witness's host, the other on a
// standby's. Clients and hooks reach whichever holds the delegate address.
#pragma once

#include "network_lab.hpp"
#include "pgpool_server.hpp"

namespace scenarios {

constexpr const char* delegate_address = "10.213.0.200";

// Node 0 is the active one at first.
std::size_t host_of_node(int node);

// What one of them needs beside `options`.
support::PgpoolOptions watchdog_node(support::PgpoolOptions options, const support::NetworkLab& lab, int node);

}  // namespace scenarios
