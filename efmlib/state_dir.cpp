#include "state_dir.hpp"

#include <sys/stat.h>

#include <cctype>

#include "efm/settings.hpp"

namespace efm {

bool is_usable_state_dir(const std::string& directory)
{
    struct stat status {};
    return !directory.empty() && ::stat(directory.c_str(), &status) == 0 && S_ISDIR(status.st_mode) &&
           (status.st_mode & S_IWOTH) == 0;
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
