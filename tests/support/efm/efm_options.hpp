// What a stand-in cluster of a test is made of.
#pragma once

#include <chrono>
#include <cstddef>
#include <filesystem>
#include <map>
#include <string>

#include "config_text.hpp"

namespace support {

struct EfmMember {
    std::string address;
    std::filesystem::path data_dir;  // empty: a witness
    std::string application_name;
    std::string network_namespace;  // empty: the test's own; else the hooks that it calls have a journal of their own
};

struct EfmOptions {
    std::string cluster = "efm";
    std::string generation = "5.2";
    bool witness = false;

    // The hooks that a member calls may ask its own agent. False: they do not know of EFM.
    bool hooks_ask_efm = false;

    // Over the sample's and the fixture's own, for all members and for one: {"auto.failover", "false"}.
    ConfigValues properties;
    std::map<std::size_t, ConfigValues> properties_of;

    // Over the fixture's own, which make the cluster some fifty times faster than EFM's defaults.
    std::map<std::string, std::chrono::milliseconds> times;

    // See common/options.hpp; values as JSON writes them: {"after_promotion", "[\"post\", \"attach\"]"}.
    std::map<std::string, std::string> standin;
};

}  // namespace support
