#include "live.hpp"

#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <sstream>
#include <string_view>

namespace support {
namespace {

// There first, then in PATH. Empty if nowhere.
std::string find(const std::string& usual_path)
{
    if (::access(usual_path.c_str(), X_OK) == 0) return usual_path;
    const char* path = std::getenv("PATH");
    std::istringstream folders(path ? path : "");
    const std::string name = std::filesystem::path(usual_path).filename();
    for (std::string folder; std::getline(folders, folder, ':');) {
        std::string candidate = std::string(folder).append("/").append(name);
        if (::access(candidate.c_str(), X_OK) == 0) return candidate;
    }
    return "";
}

std::string missing_programs()
{
    std::string missing;
    for (const char* name : {"postgres", "initdb", "pg_ctl", "pg_basebackup", "pg_rewind"}) {
        if (postgres_program(name).empty()) missing.append(" ").append(name);
    }
    if (pgpool_program().empty()) missing += " pgpool";
    if (find("/usr/bin/setpriv").empty()) missing += " setpriv";
    return missing;
}

}  // namespace

std::string postgres_program(const std::string& name)
{
    return find(std::string(POSTGRES_BIN_DIR "/").append(name));
}

std::string pgpool_program()
{
    return find("/usr/sbin/pgpool");
}

bool require_live()
{
    static const std::string missing = missing_programs();
    if (missing.empty()) return true;
    const char* required = std::getenv("REQUIRE_LIVE");
    if (required && std::string_view(required) == "1") {
        [&] {
            FAIL() << "REQUIRE_LIVE=1, and these are missing:" << missing;
        }();
    } else {
        [&] {
            GTEST_SKIP() << "missing:" << missing;
        }();
    }
    return false;
}

}  // namespace support
