// Waiting for clients to leave a backend before it is detached.
#pragma once

#include <chrono>
#include <cstddef>
#include <optional>
#include <string>

#include "efm/ask_pools.hpp"

namespace efm {

// What became of it in one pool.
struct Drained {
    std::string pool;              // "localhost:9898"
    std::size_t sessions = 0;      // that still used the backend when it ended
    std::optional<Error> failure;  // they could not be counted
    std::chrono::milliseconds waited{0};
};

// PCP has no drain: new sessions may come while this waits, and what it waits for is a moment at which none uses the
// backend (PCP `P`: a connection of a client's to it), or the end of `bound`. No PCP connection is open between two
// looks, and none for more than two seconds. A server that is not used by sessions one by one, a primary for example, may never see such a moment.
Drained drain(const Pool& pool, int backend, std::chrono::milliseconds bound);

// For people: "drained: no session used it after 120 ms".
std::string to_string(const Drained& drained);

}  // namespace efm
