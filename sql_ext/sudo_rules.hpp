// What sudo's rules say of the environment: `sudo -l COMMAND` tells whether a command may be run, and not whether it
// may be given variables.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace sqlext {

// Whether the rules that `sudo -n -ll` printed, in English, let the caller run `command` with `words` as `user` and set
// JAVA_HOME for it. True also where that cannot be told.
bool may_set_java_home(const std::string& listing, std::string_view user, const std::string& command,
                       const std::vector<std::string>& words);

}  // namespace sqlext
