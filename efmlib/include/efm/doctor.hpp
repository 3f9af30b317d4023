// What is wrong with a set-up, before an outage tells. Pure functions over evidence: each check is a small function,
// each fault a row of the table in tests/unit/efmlib/doctor_test.cpp and of docs/doctor.md.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "efm/evidence.hpp"

namespace efm {

enum class Verdict {
    well,
    warning,  // works today; ought to be known
    failure,  // will not work, or works against Failover Manager
};

// One line.
struct Diagnosis {
    std::string check;  // its name in JSON and in docs/doctor.md
    Verdict verdict = Verdict::well;
    std::string where;   // "pool localhost:9898", a file
    std::string what;    // without a full stop
    std::string remedy;  // what to do about it; empty where all is well
    bool operator==(const Diagnosis&) const = default;
};

// The gravest first; as the table of checks has them otherwise.
std::vector<Diagnosis> examine(const Evidence& evidence);

// Warnings of these checks are known and meant: they count as well. A failure stays one.
void accept(std::vector<Diagnosis>& diagnoses, const std::vector<std::string>& accepted);

std::size_t count(const std::vector<Diagnosis>& diagnoses, Verdict verdict);

// "all well: 31 checks", "1 failure, 2 warnings; 28 checks are well"
std::string summary(const std::vector<Diagnosis>& diagnoses);

std::string_view to_string(Verdict verdict);  // ok, warn, fail

// One document, "schema": 1. Its keys are in docs/json.md.
std::string to_json(const std::vector<Diagnosis>& diagnoses, int exit_code);

}  // namespace efm
