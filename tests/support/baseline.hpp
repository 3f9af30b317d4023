// The shell scripts of 2020 that our programs replace: what is measured against, where they are at hand.
#pragma once

#include <filesystem>
#include <map>
#include <string>

#include "pgpool_server.hpp"

namespace support {

// Where they are looked for: the environment's EFM_BENCH_BASELINE, else the build's. They may not be there.
std::filesystem::path baseline_folder();
bool baseline_is_there();

// A pool whose follow command is the script's, which sleeps ten seconds before it attaches.
PgpoolOptions with_baseline_follow(PgpoolOptions options);

// What they need in their environment for this pool. They log to `log`.
std::map<std::string, std::string> baseline_environment(const PgpoolServer& pool, const std::filesystem::path& log);

}  // namespace support
