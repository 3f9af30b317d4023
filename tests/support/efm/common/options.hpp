// What EFM has no property for: how a test bends the stand-in. A JSON file beside the properties file, of the same name
// with the ending `.standin`; all keys are optional, see read_options().
#pragma once

#include <chrono>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "generation.hpp"

namespace standin {

// The rows marked with a dagger in spec/efm.md 5 have no documented order; each choice here is one of them.
struct TestOptions {
    Generation generation;

    // All times of the properties file are divided by it ...
    double speed = 1;
    // ... except those named here, by the property's name.
    std::map<std::string, std::chrono::milliseconds> times;

    // What follows a promotion: "reconfigure" (the other standbys), "attach" (the new primary) and "post" (the
    // post-promotion script), in this order; "reconfigure+attach" runs two at once. Empty: as the manual's text for the
    // scenario.
    std::vector<std::string> after_promotion;

    bool detach_before_stop = true;          // of a failed primary
    bool detach_when_isolated = false;       // by the isolated primary, of itself
    bool detach_lost_standby_agent = false;  // of a standby whose agent alone died, as the guide of 4.0 claims
    bool attach_before_resumed = false;      // load balancer attach in front of script.resumed
    bool empty_argument = false;  // an unset placeholder that is a word of its own arrives as one; else it vanishes

    std::string group = "efm";         // members may run the restricted commands
    std::filesystem::path agent_dir;   // where the agent keeps its events, log and authorization file
    std::filesystem::path server_log;  // where pg_ctl has the server write to
};

// No such file: the defaults. Throws std::runtime_error for a key it does not know.
TestOptions read_options(const std::filesystem::path& file);

// Where they are for a cluster's properties file.
std::filesystem::path options_file(const std::filesystem::path& properties);

}  // namespace standin
