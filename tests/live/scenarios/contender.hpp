// Who tells Pgpool what EFM decided: our programs, or the scripts of 2020 that they replace.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "config_text.hpp"
#include "pgpool_server.hpp"

namespace scenarios {

struct Contender {
    std::string name;
    bool is_suite = true;  // of which something is promised
    std::function<support::PgpoolOptions()> pool;

    // The hook lines of efm.properties, over those of the sample.
    std::function<support::ConfigValues(const support::PgpoolServer& pool)> hooks = [](const auto&) {
        return support::ConfigValues{};
    };
};

// With a login, as the manual recommends; its password file has to be written.
Contender suite();
void write_server_passfile(const support::PgpoolServer& pool);

// The scripts; none where they are not at hand.
std::vector<Contender> baseline();

}  // namespace scenarios
