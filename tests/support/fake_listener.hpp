// The listening socket of a fake PCP server. Private to fake_pcp_server.cpp.
#pragma once

#include <string>

#include "fake_pcp_server.hpp"

namespace support {

// Where a Unix socket lies that settings.address names the directory of.
std::string socket_path(const FakePcpSettings& settings);

// A listening descriptor. Throws std::system_error when there is none to be had.
int open_listener(const FakePcpSettings& settings);

}  // namespace support
