// Does a PostgreSQL server take connections? Private to the library.
#pragma once

#include <cstdint>
#include <string>

#include "pcp/deadline.hpp"

namespace efm {

// Empty when it does, else the reason: no connection, still starting up, shutting down, no PostgreSQL. Needs no login:
// a demand for a password or a refusal by pg_hba.conf is an answer, as for pg_isready. Throws on cancellation only.
std::string ping_failure(const std::string& host, std::uint16_t port, const std::string& user,
                         const std::string& database, const pcp::Patience& patience);

}  // namespace efm
