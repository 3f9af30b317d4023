// libpq without waiting for ever: connections and answers, each with a deadline.
#pragma once

#include <libpq-fe.h>

#include <memory>
#include <string>

#include "pcp/deadline.hpp"

namespace support {

using PqConnection = std::unique_ptr<PGconn, decltype(&PQfinish)>;
using PqResult = std::unique_ptr<PGresult, decltype(&PQclear)>;

// Brings a connection that PQconnectStartParams began to its end. False: it failed, or the time is over.
bool finish_connecting(PGconn* connection, const pcp::Deadline& deadline);

// The first result of a query, when the server is ready for the next. Null without one: `why` says so, empty when the
// time was over.
PqResult ask(PGconn* connection, const std::string& sql, const pcp::Deadline& deadline, std::string& why);

}  // namespace support
