// Hosts of a test: network namespaces joined by a bridge, each with a cable that can be pulled. Needs root and `ip`.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "in_namespace.hpp"

namespace support {

// Host n has the address 10.213.0.(11 + n) on its device eth0. The bridge has 10.213.0.1, which answers a ping as long
// as the cable is in; its namespace is not the test's own, so nothing here is reached from outside.
class NetworkLab {
public:
    static bool is_possible();

    explicit NetworkLab(std::size_t hosts);
    ~NetworkLab();
    NetworkLab(const NetworkLab&) = delete;
    NetworkLab& operator=(const NetworkLab&) = delete;

    std::size_t size() const { return hosts_; }
    std::string name(std::size_t host) const;  // of its namespace
    static std::string address(std::size_t host);
    static std::string gateway() { return "10.213.0.1"; }

    // Packets vanish without a word, in both directions; the link stays up.
    void pull_cable(std::size_t host) const;
    void plug_cable(std::size_t host) const;

    // The addresses that the host has, as "10.213.0.11/24".
    std::vector<std::string> addresses(std::size_t host) const;

private:
    std::string hub() const;

    std::size_t hosts_;
};

}  // namespace support
