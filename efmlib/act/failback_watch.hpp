// Whether Pgpool takes a detach back by itself: with auto_failback on, it attaches a standby again that streams, a
// moment after it was seen to be down. Private to the library.
#pragma once

#include <optional>

#include "efm/pool_view.hpp"
#include "narrator.hpp"

namespace efm {

// The backend as it is attached again; empty if it stays out, or cannot be known: more than 79 backends, no answer.
// Where auto_failback is off, or nothing is health-checked, that is one question, over the connection that is at hand;
// else it looks on until the next health check is over, 2 s at most. Throws pcp::Error (cancelled).
std::optional<Backend> taken_back(pcp::Client at_hand, const PoolReader& reader, Narrator& narrator,
                                  const Backend& detached);

}  // namespace efm
