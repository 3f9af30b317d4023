// Ports for servers of tests that may run side by side.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace support {

// A TCP port that is free on all of the given IPv4 addresses, and that no other PortLease of this user, in this or
// another process, gets while this one lives. Below 32768, so that no outgoing connection takes it.
class PortLease {
public:
    explicit PortLease(const std::vector<std::string>& addresses = {"127.0.0.1"});
    ~PortLease();
    PortLease(const PortLease&) = delete;
    PortLease& operator=(const PortLease&) = delete;

    std::uint16_t number() const { return number_; }

private:
    std::uint16_t number_ = 0;
    int lock_ = -1;
};

}  // namespace support
