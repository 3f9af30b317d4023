// What failed, once more and in short, for the end of a long output: servers' logs lie between a failure and the end.
#pragma once

#include <string>

namespace support {

// Each failure's test and the beginning of what it said; empty if all is well so far.
std::string failure_summary();

}  // namespace support
