// Does a PostgreSQL server take connections? Private to the library.
#pragma once

#include <cstdint>
#include <string>

#include "efm/server_probe.hpp"

namespace efm {

// The contact, and in `failure` why it is no answer. Needs no login: a demand for a password or a refusal by
// pg_hba.conf is an answer, as for pg_isready. Throws on cancellation only.
ServerFacts ping(const std::string& host, std::uint16_t port, const std::string& user, const std::string& database,
                 const pcp::Patience& patience);

}  // namespace efm
