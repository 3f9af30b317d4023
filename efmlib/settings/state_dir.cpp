#include "state_dir.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cctype>
#include <cerrno>

#include "efm/settings.hpp"

namespace efm {
namespace {

// A file that only its maker can write would stop the others' notes without a word.
void share(int file, const std::string& directory)
{
    struct stat status {};
    if (::stat(directory.c_str(), &status) != 0) return;
    const bool is_root = ::geteuid() == 0;
    if (is_root && ::fchown(file, status.st_uid, static_cast<gid_t>(-1)) != 0) return;
    if ((status.st_mode & S_IWGRP) != 0 && ::fchmod(file, 0660) != 0) return;
}

}  // namespace

bool is_usable_state_dir(const std::string& directory)
{
    struct stat status {};
    return !directory.empty() && ::stat(directory.c_str(), &status) == 0 && S_ISDIR(status.st_mode) &&
           (status.st_mode & S_IWOTH) == 0;
}

int open_in_state_dir(const std::string& directory, const std::string& path, int flags)
{
    constexpr int safe = O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK;  // somebody of the group may have put a FIFO there
    int found = -1;
    do {
        const int made = ::open(path.c_str(), flags | safe | O_CREAT | O_EXCL, 0660);
        if (made >= 0) {
            share(made, directory);
            return made;
        }
        if (errno != EEXIST) return -1;
        found = ::open(path.c_str(), flags | safe);
    } while (found < 0 && errno == ENOENT);  // somebody took it away in between
    return found;
}

std::string turns_dir(const Settings& settings)
{
    return is_usable_state_dir(settings.run_dir) ? settings.run_dir : settings.state_dir;
}

std::string file_name_of(const std::string& pool)
{
    std::string name;
    for (const char c : pool) name += std::isalnum(static_cast<unsigned char>(c)) != 0 ? c : '_';
    return name;
}

}  // namespace efm
