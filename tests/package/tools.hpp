// Other people's tools, run on what is to be installed.
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "efm/command_runner.hpp"

namespace package {

inline const std::filesystem::path source{EFM_SOURCE};
inline const std::filesystem::path build{EFM_BUILD};

efm::CommandResult run(const std::vector<std::string>& argv,
                       const std::map<std::string, std::string>& environment = {});

// What it prints on standard output. Throws std::runtime_error with all that it said if it fails.
std::string output_of(const std::vector<std::string>& argv, const std::map<std::string, std::string>& environment = {});

std::vector<std::string> lines_of(const std::string& text);

// All of the files, as a user would find them in the root: /usr/bin/pgpool_backend.
std::vector<std::string> files_below(const std::filesystem::path& root);

// Into a root of its own, as for `--prefix /usr`; the extension, whose directories belong to the servers' packages,
// only if it is built.
void install_into(const std::filesystem::path& root, const std::vector<std::string>& components);

}  // namespace package
