// The pool as an onlooker sees it: what PCP says of its backends, several times a second.
#pragma once

#include <atomic>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "pgpool_server.hpp"
#include "statement.hpp"

namespace scenarios {

// By backend id: "primary", "standby" or "down". Empty: PCP did not answer.
using PoolState = std::vector<std::string>;

struct PoolChange {
    Time time = 0;
    PoolState state;
};

PoolState pool_state(const support::PcpEndpoint& pcp, std::size_t backends);

// Looks on fresh connections, each closed at once: an open one would hold Pgpool up.
class PoolWatch {
public:
    PoolWatch(support::PcpEndpoint pcp, std::size_t backends, std::string network_namespace = "");
    ~PoolWatch();
    PoolWatch(const PoolWatch&) = delete;
    PoolWatch& operator=(const PoolWatch&) = delete;

    // Since the beginning, the first state included; moments without an answer are left out.
    std::vector<PoolChange> changes() const;

private:
    void watch();

    support::PcpEndpoint pcp_;
    std::size_t backends_;
    std::string namespace_;
    std::atomic<bool> stopping_ = false;
    mutable std::mutex mutex_;
    std::vector<PoolChange> changes_;
    std::thread thread_;
};

}  // namespace scenarios
