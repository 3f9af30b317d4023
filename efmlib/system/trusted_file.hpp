// Files whose content steers us. Private to the library.
#pragma once

#include <string>

namespace efm {

// The content of a regular file of at most 1 MiB. Throws Error (configuration) if it is missing or unreadable.
std::string read_file(const std::string& path);

// The same without a UTF-8 byte order mark, refusing a file that anybody but root and the caller could have written.
std::string read_trusted_file(const std::string& path);

}  // namespace efm
