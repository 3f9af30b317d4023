// Each command of the documentation: run in a scene, or not, for a reason.
#pragma once

#include <optional>
#include <string>
#include <vector>

namespace documentation {

enum class Scene {
    none,          // not run
    anywhere,      // no server is needed
    all_well,      // three servers and a pool; no server.user
    pool_missing,  // a second pool is configured, and nobody there
    standby_out,   // a healthy standby was detached by hand; server.user and Failover Manager are there
    standby_dead,  // backend 2 is down and its server, too
};

struct Case {
    std::string command;  // as documented
    Scene scene;
    std::string run;       // what is run: the command, or the same with something put in for its placeholders
    int exit;              // that it has to end with
    std::string why = "";  // it is not run
    bool as_shown = true;  // false: the page shows the output of another scene
};

// {dir} stands for a directory of the test's own, {build} for that of the build, {pool} for where PCP listens.
const std::vector<Case>& cases();

// Whole kinds of commands: tests by their name, which are listed and not run, and statements that have a test of their
// own. Empty if it is of no such kind.
std::optional<Case> case_by_kind(const std::string& file, const std::string& command);

}  // namespace documentation
