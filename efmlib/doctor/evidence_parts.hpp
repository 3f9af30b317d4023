// What evidence there is of EFM on this host. Private to the library; evidence.hpp is the way in.
#pragma once

#include <string>
#include <vector>

#include "efm/evidence.hpp"

namespace efm {

// The properties file, its secrets masked.
PropertiesEvidence properties_evidence(const std::string& path);

// Installations lie side by side: /usr/edb/efm-4.9, /usr/edb/efm-5.2. Of those beside the command's own, this one too.
std::vector<std::string> releases_beside(const std::string& command);

// Two times `sudo -n -l`, which only lists. Throws Error (cancelled).
SudoEvidence ask_sudo(const Settings& settings, CommandRunner& runner, const pcp::Patience& patience);

}  // namespace efm
