// A fuzz target's claim. Ends the program where it does not hold, in every build.
#pragma once

#include <cstdio>
#include <cstdlib>

inline void require(bool holds, const char* claim)
{
    if (holds) return;
    std::fprintf(stderr, "does not hold: %s\n", claim);
    std::abort();
}
