// What a test says about a server's log when it is over.
#pragma once

#include <string>

namespace support {

// The lines that tell of a crash or a failed assertion. A kill by the test is none.
std::string crash_lines(const std::string& log);

// Fails the running test if the log tells of a crash. Prints the log's end if the test has failed.
void check_log(const std::string& server, const std::string& log);

}  // namespace support
