// What the PostgreSQL servers say of themselves: the servers' view in a survey.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "efm/lsn.hpp"
#include "pcp/deadline.hpp"

namespace efm {

// Whom to log in as. Without a user nothing but a ping is made.
struct ServerLogin {
    std::string user;
    std::string database = "postgres";
    std::string passfile;  // empty: libpq's own rules
};

// What came of reaching for a server. Only `refused` is proof that nobody is there.
enum class Contact {
    answers,    // it takes connections, whether or not it would let us in
    not_ready,  // it is there, and takes none now: starting up, shutting down
    refused,    // its host says that nobody listens
    silent,     // no word in the time there was
    unknown,    // it could not be tried: a name that does not resolve, no route, no PostgreSQL
};

std::string_view to_string(Contact contact);

// One server as it was found. A plain value.
struct ServerFacts {
    Contact contact = Contact::unknown;
    std::optional<bool> in_recovery = std::nullopt;  // empty: it was not asked (no login), or would not say
    std::string failure{};                           // why it does not answer, or why it would not say
    bool for_long = false;                           // asked again and again, always with this answer

    // Empty below: as above, or a thing that this kind of server does not have.
    int version = 0;  // 150018; 0: not known
    std::optional<std::uint64_t> system_identifier = std::nullopt;
    std::optional<std::uint32_t> timeline = std::nullopt;  // of the WAL that a primary writes, that a standby receives
    std::optional<Lsn> position = std::nullopt;            // how far a primary has written, a standby received
    std::optional<Lsn> replayed = std::nullopt;            // standby
    // Standby: how old what it last replayed is. Of an idle primary too, so that it is lag only while replayed is
    // behind.
    std::optional<std::chrono::milliseconds> replay_age = std::nullopt;
    std::optional<bool> receives = std::nullopt;  // standby: its WAL receiver streams. Needs pg_read_all_stats
    std::optional<std::chrono::system_clock::time_point> clock = std::nullopt;  // its own, when it was asked
    std::string upstream{};  // standby: host:port as its primary_conninfo has it; a hint
    bool operator==(const ServerFacts&) const = default;

    bool answers() const { return contact == Contact::answers; }
};

// Asks servers. A seam: the tests' probe answers from a table.
class ServerProbe {
public:
    virtual ~ServerProbe() = default;

    // A failure to reach the server is an answer, not an exception; only a cancellation throws. `host` may be a socket
    // directory. Never waits past the patience. May be called by several threads at once.
    virtual ServerFacts ask(const std::string& host, std::uint16_t port, const pcp::Patience& patience) = 0;

    // Whether ask() can tell more than contact, given a server that answers and lets us in.
    virtual bool has_login() const = 0;
};

// The real one: a ping with PostgreSQL's start-up message, then, if there is a login, one query through libpq, which is
// loaded at that moment only.
std::unique_ptr<ServerProbe> make_server_probe(ServerLogin login);

}  // namespace efm
