// Runs the scripts of the properties file as EFM does: as the agent's user, in `/`, waiting without a limit of its own.
#pragma once

#include <chrono>
#include <functional>
#include <string>
#include <vector>

#include "config.hpp"
#include "hook_line.hpp"
#include "journal.hpp"

namespace standin {

struct HookResult {
    bool configured = false;  // false: the property is not set, nothing was run
    bool timed_out = false;
    int exit = 0;
    std::string output;  // of both streams: standard output first

    bool failed() const { return configured && (timed_out || exit != 0); }
};

class HookRunner {
public:
    HookRunner(const Config& config, Journal& journal, std::function<bool()> stopping);

    // Records `hook_started` and `hook`: hook (the property's name), argv, exit, out, err, started, milliseconds.
    HookResult run(const std::string& property, const Placeholders& placeholders,
                   const std::vector<std::string>& more_arguments = {},
                   std::chrono::milliseconds limit = std::chrono::hours{1});

private:
    const Config& config_;
    Journal& journal_;
    std::function<bool()> stopping_;
};

}  // namespace standin
