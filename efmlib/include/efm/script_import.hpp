// Moving in: the settings of an installed 2020 shell script, read as text. Nothing is run.
#pragma once

#include <string>
#include <string_view>

namespace efm {

// A hooks.conf made of the script's assignments to PCP_HOST, PCP_PORT, PCP_USER and PCPPASSFILE. What cannot be taken
// literally (an expansion, a command) becomes a comment that says so; PGPOOL_PATH is no longer needed and said to be.
// Throws Error (bad_data) when the file cannot be read or assigns none of them.
std::string settings_from_script(const std::string& path);

// The same over the script's text; `name` is what the comments call it.
std::string settings_from_script_text(std::string_view text, const std::string& name);

}  // namespace efm
