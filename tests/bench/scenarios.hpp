// What is compared.
#pragma once

#include <vector>

#include "measurement.hpp"

namespace bench {

// A standby of a pool of three backends: its detach and its attach; the journal on a disk, which has to be waited for.
std::vector<Comparison> three_backends(int rounds);

// The detach of the last of 128 backends, of which all but three are hosts where nobody listens.
Comparison last_of_128(int rounds);

// From the call of the promote to full read capacity, on servers that have failed over: with the follow command set,
// and with none, where the promote itself has to bring the standby back.
std::vector<Comparison> promotion(int rounds);

// What it takes to start and end.
Comparison start_up(int rounds);

}  // namespace bench
