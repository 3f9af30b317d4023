// What the collector has seen so far, and what is new.
#pragma once

#include <string>

#include "agreement.hpp"
#include "backend_status.hpp"

namespace sqlext {

class Observer {
public:
    // In words, what changed since that cluster's status was last taken; empty: nothing, or another cluster's was.
    std::string take(const Snapshot& snapshot);

    // In words, what does not agree any more, or agrees again.
    std::string take(const Disagreements& disagreements);

private:
    BackendStatus last_;
    Disagreements known_;
};

}  // namespace sqlext
