// A Pgpool as a value: its backends, its release, and what it answers to each PCP request. No sockets here; see
// fake_pcp_server.hpp. Texts and shapes are those of docs/pcp-protocol.md, recorded from real servers.
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "pcp/backend.hpp"

namespace support {

// One packet: a type byte and a body. The server puts the length between them.
struct Packet {
    char type = 0;
    std::string body;
    bool operator==(const Packet&) const = default;
};

std::string to_wire(const Packet& packet);

// {3, 5} is Pgpool 4.3.5. Decides on the shapes of replies and on what is known at all.
struct Release {
    int minor = 3;
    int patch = 5;
    auto operator<=>(const Release&) const = default;
};

struct FakeBackend {
    std::string host = "127.0.0.1";
    std::uint16_t port = 5432;
    pcp::NodeStatus status = pcp::NodeStatus::waiting;
    pcp::Role role = pcp::Role::standby;
    std::string actual_status = "up";    // 4.3+
    std::string actual_role{};           // 4.3+; empty: what `role` says
    std::optional<double> weight = 1.0;  // share of the reads; without one the server prints -nan
    std::uint64_t delay = 0;
    std::string replication_state{};       // 4.1+
    std::string replication_sync_state{};  // 4.1+
    std::int64_t changed = 1'795'230'719;  // seconds since 1970
};

struct FakePool {
    std::vector<FakeBackend> backends{};
    Release release{};
    bool main_is_busy = false;  // then a queued request is not followed by the notice that main was woken
    bool runs_follow_primary = false;
    bool auto_failback = false;  // only told, with a health check every second
    std::vector<int> process_ids{6197, 6198};
    std::set<int> in_use{};  // backends that a session of the first process uses
    std::string watchdog{};  // the JSON document; empty when the watchdog is off
    int reloads = 0;
    std::vector<std::pair<std::string, std::string>> settings{};  // further rows of `B`
};

// `count` backends at 127.0.0.1:5432 and up, the first of them the primary.
FakePool pool_of(int count, Release release = {});

// What the connection has been told and whether it survives.
struct Session {
    bool wants_log = false;  // client_min_messages is log or lower
    bool closed = false;     // after the packets the server closes: FATAL, or its worker crashed
};

// The packets a server of pool.release sends for one request of a logged-in client. Node operations take effect at
// once; a real pool would queue them.
std::vector<Packet> answer(FakePool& pool, Session& session, const Packet& request);

// An `E` or `N` packet. Long texts are cut as the server cuts them, with its garbage byte behind the cut.
Packet server_text(char type, std::string_view severity, std::string_view message, std::string_view detail = "");

// Attach, detach and promote: the C D d J j of answer(). In fake_pool_operations.cpp.
std::vector<Packet> operate(FakePool& pool, Session& session, const Packet& request);

// Whether a request may change the pool.
bool is_mutating(char request);

}  // namespace support
