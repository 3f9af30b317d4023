// The programs that are compared, and how each is called.
#pragma once

#include <filesystem>
#include <functional>
#include <optional>
#include <string>

#include "pgpool_server.hpp"
#include "timed_child.hpp"

namespace bench {

struct Peer {
    std::string name;
    bool is_reference = false;  // what the others are measured against
    std::function<Invocation(const std::string& program, const std::string& address)> call;
    std::function<void()> before_each = [] {
    };
};

// The scripts of 2020, called as Failover Manager called them. Empty if they are not there. They log, as our programs
// do, to a file of their own in `scratch`.
std::optional<Peer> scripts(const support::PgpoolServer& pool, const std::filesystem::path& scratch);

// Our programs. With `cold`, what they remember of the pool is taken away before each call.
Peer programs(const support::PgpoolServer& pool, const std::filesystem::path& scratch, bool cold);

// The same with another journal; none in "".
Peer with_journal(const Peer& programs, const std::filesystem::path& directory);

}  // namespace bench
