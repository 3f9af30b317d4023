// Files that others read while we write them.
#pragma once

#include <string>
#include <string_view>

namespace hooks {

// Puts `text` where `file` is, mode 0644: a reader gets the old file or the new one, never a part, and so does one
// after a power failure. A link is replaced, not followed; a device, a FIFO, a directory or a link to one is refused.
// Throws efm::Error (system), and leaves the old file then.
void replace_file(const std::string& file, std::string_view text);

}  // namespace hooks
