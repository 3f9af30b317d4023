// Runs of `efm` on behalf of the server. Plain C++: none of it knows the server, all of it may take as long as the
// patience allows.
#pragma once

#include <chrono>
#include <string>
#include <vector>

#include "efm/command_runner.hpp"
#include "pcp/deadline.hpp"
#include "settings.hpp"
#include "snapshot.hpp"

namespace sqlext {

// The published limit of one run.
inline constexpr std::chrono::seconds run_limit{30};

// Runs what it is given in an environment of its own, as the server's is nobody's business, and remembers how.
class ServerRunner final : public efm::CommandRunner {
public:
    efm::CommandResult run(const efm::Command& command) override;

    // The last command line, for efm.debug.
    const std::vector<std::string>& argv() const { return argv_; }

private:
    efm::BoostCommandRunner runner_;
    std::vector<std::string> argv_;
};

// Asks for the status. Never throws for what `efm` does: that is in the snapshot. Throws std::bad_alloc.
void collect_status(const ManagerSettings& settings, efm::CommandRunner& runner, const pcp::Patience& patience,
                    Snapshot& snapshot);

// The lines of cluster-status that are not empty, whatever its exit code, if they are a report. Throws SqlError.
std::vector<std::string> status_lines(const ManagerSettings& settings, efm::CommandRunner& runner,
                                      const pcp::Patience& patience);

}  // namespace sqlext
