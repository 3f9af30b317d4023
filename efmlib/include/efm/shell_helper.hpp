// EDB's shell helper `efm_db_functions` reads cluster.properties too, by searching its text. Where that differs from
// what the agent reads as Java properties, the two act on different directories.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace efm {

// What the helper takes for the value of `key`, by the rules of EFM 4.1: of the lines that contain the key anywhere
// (its dots stand for any character) and no '#' anywhere, the last; of that, what is between the first and the second
// '=' or, without any, all of it; runs of blanks made one. Empty where it finds nothing.
std::string helper_value(std::string_view text, std::string_view key);

// Of the properties that the helper reads (db.bin, db.data.dir, db.config.dir), those that it reads differently from
// the agent, or hands to a shell in a way that does not keep them whole. One sentence each, with the lines.
std::vector<std::string> helper_warnings(std::string_view properties_text);

}  // namespace efm
