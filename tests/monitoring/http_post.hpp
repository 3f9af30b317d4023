// As much of HTTP as a test needs.
#pragma once

#include <cstdint>
#include <string>

namespace monitoring {

// The body of what 127.0.0.1 answers. Throws std::runtime_error if nobody does within a minute.
std::string http_post(std::uint16_t port, const std::string& path, const std::string& type, const std::string& body);

}  // namespace monitoring
