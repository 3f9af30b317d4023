#include "crash_check.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <exception>
#include <sstream>
#include <vector>

namespace support {
namespace {

constexpr std::size_t tail_size = 8'000;

constexpr std::array marks{
    "terminated by segmentation fault",
    "by signal 4",   // illegal instruction
    "by signal 6",   // abort
    "by signal 7",   // bus error
    "by signal 11",  // segmentation fault
    "TRAP:",
    "PANIC:",
    "stack smashing detected",
};

std::vector<std::string> crashes_in(const std::string& log)
{
    std::istringstream lines(log);
    std::vector<std::string> found;
    for (std::string line; std::getline(lines, line);) {
        const auto marked = [&](const char* mark) {
            return line.find(mark) != line.npos;
        };
        if (std::ranges::any_of(marks, marked)) found.push_back(line);
    }
    return found;
}

// Of Pgpool's other processes the line says which: "PCP process", "worker child process".
bool is_session(const std::string& line)
{
    return line.find(" WARNING:  child process with pid: ") != line.npos;
}

bool is_tolerated(const std::string& line, Tolerated tolerated)
{
    return tolerated == Tolerated::all || (tolerated == Tolerated::sessions && is_session(line));
}

// The running test, or the suite whose servers are taken down. An exception on its way out has not been counted yet.
bool has_failed()
{
    const auto* run = ::testing::UnitTest::GetInstance();
    const bool suite_failed =
        !run->current_test_info() && run->current_test_suite() && run->current_test_suite()->Failed();
    return suite_failed || ::testing::Test::HasFailure() || std::uncaught_exceptions() > 0;
}

}  // namespace

std::string crash_lines(const std::string& log)
{
    std::string found;
    for (const std::string& line : crashes_in(log)) found += line + '\n';
    return found;
}

std::size_t crashed_sessions(const std::string& pgpool_log)
{
    return static_cast<std::size_t>(std::ranges::count_if(crashes_in(pgpool_log), is_session));
}

void check_log(const std::string& server, const std::string& log, Tolerated tolerated)
{
    std::string crashes;
    for (const std::string& line : crashes_in(log)) {
        if (!is_tolerated(line, tolerated)) crashes += line + '\n';
    }
    if (!crashes.empty()) ADD_FAILURE() << server << " crashed:\n" << crashes;
    if (!has_failed()) return;
    const std::size_t begin = log.size() > tail_size ? log.find('\n', log.size() - tail_size) + 1 : 0;
    std::fprintf(stderr, "--- end of the log of %s ---\n%s", server.c_str(), log.c_str() + begin);
}

}  // namespace support
