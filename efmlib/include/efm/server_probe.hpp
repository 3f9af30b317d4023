// What the PostgreSQL servers say of themselves: the servers' view in a survey.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "pcp/deadline.hpp"

namespace efm {

// Whom to log in as. Without a user nothing but a ping is made.
struct ServerLogin {
    std::string user;
    std::string database = "postgres";
    std::string passfile;  // empty: libpq's own rules
};

// One server as it was found. A plain value.
struct ServerFacts {
    bool answers = false;             // it takes connections, whether or not it would let us in
    std::optional<bool> in_recovery;  // empty: it was not asked (no login), or would not say
    std::string failure;              // why it does not answer, or why it would not say
    bool operator==(const ServerFacts&) const = default;
};

// Asks servers. A seam: the tests' probe answers from a table.
class ServerProbe {
public:
    virtual ~ServerProbe() = default;

    // A failure to reach the server is an answer, not an exception; only a cancellation throws. `host` may be a socket
    // directory. Never waits past the patience. May be called by several threads at once.
    virtual ServerFacts ask(const std::string& host, std::uint16_t port, const pcp::Patience& patience) = 0;

    // Whether ask() can tell in_recovery, given a server that answers and lets us in.
    virtual bool has_login() const = 0;
};

// The real one: a ping with PostgreSQL's start-up message, then, if there is a login, one query through libpq, which is
// loaded at that moment only.
std::unique_ptr<ServerProbe> make_server_probe(ServerLogin login);

}  // namespace efm
