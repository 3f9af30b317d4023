#include "backend_memory.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include <cstdio>
#include <fstream>
#include <sstream>

#include "efm/address.hpp"
#include "efm/error.hpp"
#include "trusted_file.hpp"

namespace efm {
namespace {

bool is_ours(const std::string& directory)
{
    struct stat status {};
    return ::stat(directory.c_str(), &status) == 0 && S_ISDIR(status.st_mode) && (status.st_mode & S_IWOTH) == 0;
}

std::string file_name(const std::string& pool)
{
    std::string name = "backends.";
    for (const char c : pool) name += std::isalnum(static_cast<unsigned char>(c)) != 0 ? c : '_';
    return name;
}

}  // namespace

BackendMemory::BackendMemory(const std::string& directory, const std::string& pool)
{
    if (!directory.empty() && is_ours(directory)) path_ = directory + '/' + file_name(pool);
}

std::vector<Backend> BackendMemory::recall() const
{
    std::vector<Backend> backends;
    if (path_.empty()) return backends;
    try {
        std::istringstream lines(read_trusted_file(path_));
        for (std::string line; std::getline(lines, line);) {
            const Address address = parse_address(line);
            if (!address.port) return {};
            backends.push_back({.id = static_cast<int>(backends.size()), .host = address.host, .port = *address.port});
        }
    } catch (const Error&) {
        return {};
    }
    return backends;
}

void BackendMemory::remember(const std::vector<Backend>& backends) const
{
    if (path_.empty() || backends.size() < worthwhile) return;
    const std::string fresh = path_ + '.' + std::to_string(::getpid());
    std::ofstream file(fresh);
    for (const Backend& backend : backends) file << endpoint(backend.host, backend.port) << '\n';
    file.close();
    if (file.fail() || ::rename(fresh.c_str(), path_.c_str()) != 0) ::unlink(fresh.c_str());
}

}  // namespace efm
