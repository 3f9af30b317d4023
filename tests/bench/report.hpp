// Comparisons for people and for programs.
#pragma once

#include <string>
#include <vector>

#include "measurement.hpp"

namespace bench {

std::string table(const Comparison& comparison);

// One document: {"unit": "ms", "comparisons": [...]}, with all samples.
std::string to_json(const std::vector<Comparison>& comparisons);

}  // namespace bench
