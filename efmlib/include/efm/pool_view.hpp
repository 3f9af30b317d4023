// What a pool says of its backends: the pool's view in a survey.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "pcp/backend.hpp"
#include "pcp/client.hpp"

namespace efm {

// A slot of Pgpool's configuration, whichever way the pool was asked.
struct Backend {
    int id = 0;
    std::string host;
    std::uint16_t port = 0;
    pcp::NodeStatus status = pcp::NodeStatus::unused;
    pcp::Role role = pcp::Role::standby;
    bool operator==(const Backend&) const = default;
};

// By host and port: ids are given away again when a pool is configured anew.
bool is_same_server(const Backend& one, const Backend& other);

// "backend 2 (127.0.0.13:5432)"
std::string to_string(const Backend& backend);

struct PoolView {
    std::vector<Backend> backends;  // those that were read, by ascending id
    bool complete = true;           // all of the pool's, not just the one that was looked for
    bool operator==(const PoolView&) const = default;

    const Backend* find(int id) const;
    const Backend* primary() const;  // as the pool labels it, attached or not; null if it knows none
};

// Reads backends over `client`, or over a fresh connection where the server closed it on us: Pgpool before 4.2 answers
// the request that costs nothing (`H`) by hanging up, and is asked by `I` then, which costs nothing there.
class PoolReader {
public:
    // `silence`: the longest that one connection may last. Empty: to the deadline.
    explicit PoolReader(pcp::Options options, std::optional<std::chrono::milliseconds> silence = std::nullopt)
        : options_(std::move(options)), silence_(silence)
    {
    }

    PoolView read_all(pcp::Client& client);
    Backend read_one(pcp::Client& client, int id);

    const pcp::Options& options() const { return options_; }
    const std::optional<std::chrono::milliseconds>& silence() const { return silence_; }
    pcp::Client connect() const;

private:
    pcp::Options options_;
    std::optional<std::chrono::milliseconds> silence_;
    bool has_health_stats_ = true;  // until the server says otherwise
};

}  // namespace efm
