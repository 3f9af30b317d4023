// Writing to whoever called us, who may have stopped reading.
#pragma once

#include <chrono>
#include <string>
#include <string_view>

namespace hooks {

// False if not all of it could be written, and why in errno: a full disk, a closed or clogged pipe (ETIMEDOUT). Never
// waits longer than the limit.
bool write_to(int fd, std::string_view text, std::chrono::milliseconds limit);

// To standard output, within a second: the caller may have stopped reading. What is cut off is said on standard error.
bool put(const std::string& text);

// One line, whatever is in it: control characters become '?'.
std::string one_line(std::string text);

}  // namespace hooks
