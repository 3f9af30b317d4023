// Tells a network that an address has moved.
#pragma once

#include <string>

namespace standin {

// A gratuitous ARP reply for an IPv4 address. Says nothing on a device without one, as the loopback is.
void announce_address(const std::string& address, const std::string& device);

}  // namespace standin
