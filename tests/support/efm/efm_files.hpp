// The files of the members of a stand-in cluster. Private to EfmCluster.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "efm/command_runner.hpp"
#include "efm_options.hpp"

namespace support {

// In `root`: lib/efm, the command; for each member m0, m1, ... with bin/efm (a link to it), etc/ with the properties
// and what belongs to them, and run/ for the agent.
struct EfmInstallation {
    std::filesystem::path root;
    EfmOptions options;
    std::vector<EfmMember> members;
    std::uint16_t db_port = 0;
    std::uint16_t bind_port = 0;
    std::uint16_t admin_port = 0;
    std::filesystem::path hooks_conf;  // of our programs; empty: they are no hooks

    std::filesystem::path dir_of(std::size_t member) const { return root / ("m" + std::to_string(member)); }
    std::filesystem::path command(std::size_t member) const { return dir_of(member) / "bin" / "efm"; }
    std::filesystem::path properties(std::size_t member) const;

    // Of the hooks that this member calls: those given, or with hooks_ask_efm a copy that knows its agent.
    std::filesystem::path hooks_conf_of(std::size_t member) const;
    bool has_own_hooks_conf() const { return options.hooks_ask_efm && !hooks_conf.empty(); }

    // The lines of hooks.conf that make a program ask this member's agent.
    ConfigValues manager_of(std::size_t member) const;
};

void install(const EfmInstallation& installation);

// Within a minute and a half, over the test's environment.
efm::CommandResult run_command(const std::vector<std::string>& argv,
                               const std::map<std::string, std::string>& environment = {});

}  // namespace support
