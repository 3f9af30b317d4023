// Running programs: ours as a user would, and the servers' tools.
#pragma once

#include <chrono>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "efm/command_runner.hpp"

namespace support {

// The path of a program that the build made.
std::filesystem::path built_program(const std::string& name);

// Runs one, over the environment of the test; killed after the limit. What it printed, how it ended, how long it took.
efm::CommandResult run_program(const std::string& name, const std::vector<std::string>& arguments = {},
                               const std::map<std::string, std::string>& environment = {},
                               std::chrono::milliseconds limit = std::chrono::seconds{90});

// A tool of the servers, run as their user. Throws std::runtime_error with its output if it fails.
std::string run_tool(const std::vector<std::string>& argv, const std::map<std::string, std::string>& environment = {});

}  // namespace support
