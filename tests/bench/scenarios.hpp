// What is compared.
#pragma once

#include <vector>

#include "measurement.hpp"

namespace bench {

// A standby of a pool of three backends: its detach and its attach.
std::vector<Comparison> three_backends(int rounds);

// The detach of the last of 128 backends, of which all but three are hosts where nobody listens.
Comparison last_of_128(int rounds);

// What it takes to start and end.
Comparison start_up(int rounds);

}  // namespace bench
