#include "session.hpp"

#include <stdexcept>

namespace sql_test {

Session::Session(const support::Login& login)
    : connection_(PQconnectdb(("host=" + login.host + " port=" + std::to_string(login.port) + " user=" + login.user +
                               " dbname=" + login.database)
                                  .c_str()),
                  &PQfinish)
{
    if (PQstatus(connection_.get()) != CONNECTION_OK) throw std::runtime_error(PQerrorMessage(connection_.get()));
}

std::string Session::value(const std::string& sql) const
{
    const support::PqResult result(PQexec(connection_.get(), sql.c_str()), &PQclear);
    const auto status = PQresultStatus(result.get());
    if (status != PGRES_TUPLES_OK && status != PGRES_COMMAND_OK) {
        throw std::runtime_error(sql + ": " + PQerrorMessage(connection_.get()));
    }
    return PQntuples(result.get()) > 0 ? PQgetvalue(result.get(), 0, 0) : "";
}

Session::Error Session::error(const std::string& sql) const
{
    Error error;
    PQsendQuery(connection_.get(), sql.c_str());
    while (const support::PqResult result{PQgetResult(connection_.get()), &PQclear}) {
        const char* state = PQresultErrorField(result.get(), PG_DIAG_SQLSTATE);
        if (state && error.sqlstate.empty()) error = {state, PQresultErrorMessage(result.get())};
    }
    return error;
}

std::vector<std::string> Session::notifications() const
{
    std::vector<std::string> said;
    PQconsumeInput(connection_.get());
    while (PGnotify* notification = PQnotifies(connection_.get())) {
        said.emplace_back(notification->extra);
        PQfreemem(notification);
    }
    return said;
}

}  // namespace sql_test
