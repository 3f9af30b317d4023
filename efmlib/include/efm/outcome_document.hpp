// What a program said of an outcome with --json (docs/json.md), for the one who ran it.
#pragma once

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

// The text is hostile. Throws Error (bad_data).
OutcomeDocument parse_outcome(std::string_view text);

// As much of a document as that; parse_outcome() reads it.
std::string to_json(const OutcomeDocument& document);

}  // namespace efm
