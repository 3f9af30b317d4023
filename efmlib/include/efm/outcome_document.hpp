// What a program said with --json (docs/json.md), for the one who ran it. The texts are hostile.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace efm {

// One pool's part. Empty: it said nothing of it.
struct PoolWord {
    std::string pool{};
    std::string backend{};  // "2 (10.0.0.3:5432)"
    bool ok = false;
    std::string sentence{};
    std::string failed_proof{};
};

struct OutcomeDocument {
    std::string sentence{};
    std::vector<PoolWord> pools{};  // none where it did not come to that
};

// Throws Error (bad_data).
OutcomeDocument parse_outcome(std::string_view text);

// As much of a document as that; parse_outcome() reads it.
std::string to_json(const OutcomeDocument& document);

// One event of a journal.
struct EventWord {
    std::int64_t began = 0;  // microseconds since 1970
    std::string text{};      // "detach 10.0.0.3 by manager on db1: done, detached backend 2 ..."
};

// Of `pgpool_backend events --json`. Throws Error (bad_data).
std::vector<EventWord> parse_events(std::string_view text);

}  // namespace efm
