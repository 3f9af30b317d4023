// Runs what ought to end by a deadline and says how it ended.
#pragma once

#include <gtest/gtest.h>

#include <chrono>
#include <string>

#include "pcp/client.hpp"
#include "pcp/error.hpp"

namespace fault_test {

// The deadline where the test waits for it to pass, and where it does not because the failure comes sooner.
inline constexpr std::chrono::milliseconds limit{700};
inline constexpr std::chrono::milliseconds patient{10'000};

// How much later a call may return at most. A watchdog against hangs, not a promise of speed.
inline constexpr std::chrono::milliseconds grace{1'000};

// The error that `work` ends in by the deadline it was given. Without one the test has failed.
template <typename Work>
pcp::Error failure_of(Work work, std::chrono::milliseconds deadline = patient)
{
    const auto start = std::chrono::steady_clock::now();
    pcp::Error caught{pcp::Error::Kind::protocol, ""};
    bool failed = false;
    try {
        work();
    } catch (const pcp::Error& error) {
        caught = error;
        failed = true;
    }
    EXPECT_TRUE(failed) << "no error";
    EXPECT_LT(std::chrono::steady_clock::now() - start, deadline + grace);
    return caught;
}

inline std::string word(pcp::Error::Kind kind)
{
    switch (kind) {
        case pcp::Error::Kind::unreachable:
            return "unreachable";
        case pcp::Error::Kind::timeout:
            return "timeout";
        case pcp::Error::Kind::authentication:
            return "authentication";
        case pcp::Error::Kind::protocol:
            return "protocol";
        case pcp::Error::Kind::refused:
            return "refused";
        case pcp::Error::Kind::cancelled:
            return "cancelled";
    }
    return "?";
}

inline std::string word(pcp::Error::Delivery delivery)
{
    switch (delivery) {
        case pcp::Error::Delivery::not_sent:
            return "not sent";
        case pcp::Error::Delivery::rejected:
            return "rejected";
        case pcp::Error::Delivery::unknown:
            return "unknown";
    }
    return "?";
}

}  // namespace fault_test
