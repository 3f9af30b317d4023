// How a run of `efm` ended, as an SQL error: the published table of exit codes.
#pragma once

#include <string>

#include "efm/command_runner.hpp"
#include "sql_error.hpp"

namespace sqlext {

// The numbers that efm_is_available() reports beside EFM's own exit codes.
enum class Unavailable : int {
    signalled = -1,
    timed_out = 4,
    not_started = 5,
    not_configured = 101,  // efm.cluster_name or efm.command_path is not set
    no_such_program = 103,
    garbage = 104,  // it returned 0 and printed no status
};

// "cluster-status-json failed: EFM agent connection failed (exit code 3)". `operation`: the sub-command. For a result
// that is not a success; what came on standard output is shown if there is nothing else.
SqlError error_of_exit(const std::string& operation, const efm::CommandResult& result);

}  // namespace sqlext
