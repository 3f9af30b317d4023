// What the connections of one fake PCP server share. Private to fake_pcp_server.cpp.
#pragma once

#include <chrono>
#include <condition_variable>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <vector>

#include "fake_pcp_server.hpp"

namespace support {

// An event descriptor that wakes every poll once it is signalled, and for good.
int make_signal();
void signal(int fd);

// `mutex` guards all that can change.
struct FakePcpState {
    struct Postponed {
        std::chrono::steady_clock::time_point due;
        Packet request;
    };

    FakePcpSettings settings;
    int stop = -1;  // see make_signal

    mutable std::mutex mutex;
    mutable std::condition_variable closed;  // a connection was
    FakePool pool;
    std::function<void(const FakePool&)> on_change;
    std::map<char, Fault> faults;
    std::vector<Recorded> recorded;  // empty: the pool answers
    std::vector<Postponed> postponed;
    std::vector<Request> requests;
    int connections = 0;
    int open = 0;
    int most_open = 0;

    std::optional<Fault> take_fault(char request);
    void settle();  // carries out what is due; the caller holds the mutex
};

}  // namespace support
