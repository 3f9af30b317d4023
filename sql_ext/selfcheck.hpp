// Is everything as it has to be? One row a question, with what to do about a no.
#pragma once

#include <string>

#include "backend_status.hpp"
#include "efm/command_runner.hpp"
#include "pcp/deadline.hpp"
#include "settings.hpp"
#include "table.hpp"

namespace sqlext {

// What only the server knows.
struct ServerState {
    bool preloaded = false;
    bool worker_enabled = false;
    bool collector_runs = false;
    std::string version{};  // of the server
};

// Runs nothing but `sudo -l`. name, ok (null: does not apply), detail, hint.
Table selfcheck_rows(const ManagerSettings& settings, const std::string& hooks_conf, const BackendStatus& status,
                     const ServerState& state, efm::CommandRunner& runner, const pcp::Patience& patience);

}  // namespace sqlext
