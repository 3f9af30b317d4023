// The virtual address, by `ip addr` in the network namespace the agent runs in. Each act is recorded as `vip`: act, ok.
#pragma once

#include <functional>
#include <string>

#include "config.hpp"
#include "journal.hpp"
#include "pcp/deadline.hpp"

namespace standin {

class VirtualIp {
public:
    VirtualIp(const Config& config, Journal& journal) : config_(config), journal_(journal) {}

    bool is_configured() const { return !config_.text("virtual.ip").empty(); }
    std::string address() const { return config_.text("virtual.ip"); }

    bool assign();   // true if it is there already
    bool release();  // true if it was not there

    // Somebody answers there.
    bool answers() const;

private:
    bool change(const char* act, const char* already);

    const Config& config_;
    Journal& journal_;
};

// ping.server.command, with the address appended: exit 0.
bool ping_server_answers(const Config& config);

}  // namespace standin
