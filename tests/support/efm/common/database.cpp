#include "database.hpp"

#include <libpq-fe.h>
#include <poll.h>

#include <memory>

#include "password.hpp"
#include "pcp/deadline.hpp"

namespace standin {
namespace {

using Connection = std::unique_ptr<PGconn, decltype(&PQfinish)>;

// False when the time is over.
bool wait_for(PGconn* connection, short events, const pcp::Deadline& deadline)
{
    pollfd watched{PQsocket(connection), events, 0};
    while (!deadline.expired()) {
        if (::poll(&watched, 1, static_cast<int>(deadline.remaining().count())) > 0) return true;
    }
    return false;
}

PGconn* begin(const DbLogin& login)
{
    const std::string port = std::to_string(login.port);
    const char* names[] = {"host", "port", "user", "password", "dbname", "sslmode", "gssencmode", "application_name",
                           nullptr};
    const char* values[] = {login.host.c_str(),
                            port.c_str(),
                            login.user.c_str(),
                            login.password.c_str(),
                            login.database.c_str(),
                            "disable",
                            "disable",
                            "EFM stand-in",
                            nullptr};
    return PQconnectStartParams(names, values, 0);
}

bool finish(PGconn* connection, const pcp::Deadline& deadline)
{
    for (auto status = PGRES_POLLING_WRITING;; status = PQconnectPoll(connection)) {
        if (status == PGRES_POLLING_OK) return true;
        if (status == PGRES_POLLING_FAILED) return false;
        const short events = status == PGRES_POLLING_READING ? POLLIN : POLLOUT;
        if (PQstatus(connection) == CONNECTION_BAD || !wait_for(connection, events, deadline)) return false;
    }
}

std::string in_one_line(std::string text)
{
    for (char& c : text) {
        if (c == '\n' || c == '\t') c = ' ';
    }
    while (text.ends_with(' ')) text.pop_back();
    return text.empty() ? "The connection attempt failed." : text;
}

std::string reason(PGconn* connection, const DbLogin& login, const pcp::Deadline& deadline)
{
    const std::string words = PQerrorMessage(connection);
    if (words.find("Connection refused") != words.npos) {
        return "Connection to " + login.host + ":" + std::to_string(login.port) +
               " refused. Check that the hostname and port are correct and that the postmaster is accepting TCP/IP "
               "connections.";
    }
    return deadline.expired() ? "The connection attempt failed." : in_one_line(words);
}

DbAnswer ask(PGconn* connection, const std::string& sql, const pcp::Deadline& deadline)
{
    DbAnswer answer;
    if (PQsendQuery(connection, sql.c_str()) == 0) return {{}, in_one_line(PQerrorMessage(connection))};
    while (PQisBusy(connection) == 1) {
        if (!wait_for(connection, POLLIN, deadline)) return {{}, "The query was not answered in time."};
        if (PQconsumeInput(connection) == 0) return {{}, in_one_line(PQerrorMessage(connection))};
    }
    const std::unique_ptr<PGresult, decltype(&PQclear)> result(PQgetResult(connection), &PQclear);
    if (PQresultStatus(result.get()) != PGRES_TUPLES_OK) return {{}, in_one_line(PQresultErrorMessage(result.get()))};
    for (int i = 0; PQntuples(result.get()) > 0 && i < PQnfields(result.get()); ++i) {
        answer.values.emplace_back(PQgetvalue(result.get(), 0, i));
    }
    return answer;
}

}  // namespace

DbLogin login_of(const Config& config, const std::string& address)
{
    const std::string secret = config.text("db.password.encrypted");
    return {address, config.db_port(), config.text("db.user"),
            decrypt_password(secret, config.cluster()).value_or(secret), config.text("db.database")};
}

DbAnswer ask_database(const DbLogin& login, const std::string& sql, std::chrono::milliseconds limit)
{
    const auto deadline = pcp::Deadline::after(limit);
    const Connection connection(begin(login), &PQfinish);
    if (!finish(connection.get(), deadline)) return {{}, reason(connection.get(), login, deadline)};
    return ask(connection.get(), sql, deadline);
}

}  // namespace standin
