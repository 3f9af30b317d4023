#include "pq_wait.hpp"

#include <poll.h>

#include <utility>

namespace support {
namespace {

// False when the time is over.
bool wait_for(PGconn* connection, short events, const pcp::Deadline& deadline)
{
    pollfd watched{PQsocket(connection), events, 0};
    while (!deadline.expired()) {
        if (::poll(&watched, 1, static_cast<int>(deadline.remaining().count())) > 0) return true;
    }
    return false;
}

}  // namespace

bool finish_connecting(PGconn* connection, const pcp::Deadline& deadline)
{
    for (auto status = PGRES_POLLING_WRITING;; status = PQconnectPoll(connection)) {
        if (status == PGRES_POLLING_OK) return true;
        if (status == PGRES_POLLING_FAILED) return false;
        const short events = status == PGRES_POLLING_READING ? POLLIN : POLLOUT;
        if (PQstatus(connection) == CONNECTION_BAD || !wait_for(connection, events, deadline)) return false;
    }
}

PqResult ask(PGconn* connection, const std::string& sql, const pcp::Deadline& deadline, std::string& why)
{
    PqResult first(nullptr, &PQclear);
    const auto failed = [&] {
        why = PQerrorMessage(connection);
        return PqResult(nullptr, &PQclear);
    };
    if (PQsendQuery(connection, sql.c_str()) == 0) return failed();
    for (;;) {
        while (PQisBusy(connection) == 1) {
            if (!wait_for(connection, POLLIN, deadline)) return {nullptr, &PQclear};
            if (PQconsumeInput(connection) == 0) return failed();
        }
        PqResult next(PQgetResult(connection), &PQclear);
        if (!next) break;
        if (!first) first = std::move(next);
    }
    if (PQresultStatus(first.get()) == PGRES_TUPLES_OK) return first;
    why = PQresultErrorMessage(first.get());
    return {nullptr, &PQclear};
}

}  // namespace support
