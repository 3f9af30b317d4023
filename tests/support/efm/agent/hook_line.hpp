// How a script's property becomes an argument vector: `%x` replaced anywhere, then split at blanks; no shell, no
// quotes.
#pragma once

#include <map>
#include <string>
#include <vector>

namespace standin {

using Placeholders = std::map<char, std::string>;  // 'h' to the address; a letter that is not there stays as it is

// `empty_argument`: a word that consists of unset placeholders arrives as an empty argument; otherwise it vanishes and
// those behind it move up (spec/efm.md 4.3 does not know which).
std::vector<std::string> hook_argv(const std::string& value, const Placeholders& placeholders, bool empty_argument);

}  // namespace standin
