// What Pgpool passes to follow_primary, as operands (%d %P %m) or as options.
#pragma once

#include <optional>

#include "call.hpp"

namespace hooks {

struct FollowArguments {
    int id = 0;                                 // %d
    std::optional<int> old_primary;             // %P; empty when Pgpool knows none
    std::optional<int> new_primary;             // %m
    std::optional<efm::Address> expected_host;  // %h and %p, where the backend is believed to be
};

// Throws efm::Error (usage).
FollowArguments follow_arguments(const Call& call);

}  // namespace hooks
