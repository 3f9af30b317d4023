// Tells what happens, but never while a PCP connection is open: whoever listens may be slow. Private to the library.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "efm/load_balancer.hpp"

namespace efm {

class Narrator {
public:
    // `observe` is kept by reference.
    Narrator(const Observer& observe, std::string pool) : observe_(observe), pool_(std::move(pool)) {}

    void note(const char* step, std::string detail) { held_.push_back({pool_, step, std::move(detail)}); }

    // Hands over what was noted. Call it with no connection open.
    void tell()
    {
        for (const Progress& progress : std::exchange(held_, {})) observe_(progress);
    }

private:
    const Observer& observe_;
    std::string pool_;
    std::vector<Progress> held_;
};

}  // namespace efm
