// Is somebody at home behind a PCP port? Independent of the client under test.
#pragma once

#include <cstdint>
#include <string>

namespace support {

// It answers a request for a salt, within a second.
bool pcp_answers(const std::string& ipv4_address, std::uint16_t port);

}  // namespace support
