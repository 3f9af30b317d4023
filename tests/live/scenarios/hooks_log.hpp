// The log that our programs write, read back.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "statement.hpp"

namespace scenarios {

struct LogLine {
    Time time = 0;
    std::string level;
    std::string program;
    std::string step;
    std::string detail;
};

std::vector<LogLine> read_hooks_log(const std::filesystem::path& file);

}  // namespace scenarios
