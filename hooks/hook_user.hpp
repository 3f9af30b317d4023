// Whom the hooks run as, and how root becomes that user.
#pragma once

#include <optional>
#include <string>

namespace hooks {

// The named user; else efm, if there is such a user; else nobody in particular. Throws efm::Error (usage) for a name
// that no user has.
std::optional<std::string> hook_user(const std::optional<std::string>& named);

// For good: user, groups, HOME. Does nothing unless this is root. Call it while there is one thread. Throws efm::Error
// (system).
void become(const std::string& user);

}  // namespace hooks
