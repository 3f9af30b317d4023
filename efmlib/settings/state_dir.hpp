// The directory that programs of the suite share on one host. Private to the library.
#pragma once

#include <string>

namespace efm {

// A directory that only its owner and its group may write. False also for the empty path.
bool is_usable_state_dir(const std::string& directory);

// Opens a file of a usable one and makes it if there is none: the directory's owner's, whoever runs this, and its
// group's too if the directory is, whatever the umask. -1 if it cannot be had.
int open_in_state_dir(const std::string& directory, const std::string& path, int flags);

// "localhost:9898" as part of a file's name.
std::string file_name_of(const std::string& pool);

}  // namespace efm
