#include "database.hpp"

#include "password.hpp"
#include "pq_wait.hpp"

namespace standin {
namespace {

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
    std::string why;
    const auto result = support::ask(connection, sql, deadline, why);
    if (!result) return {{}, why.empty() ? "The query was not answered in time." : in_one_line(why)};
    DbAnswer answer;
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
    const support::PqConnection connection(begin(login), &PQfinish);
    if (!support::finish_connecting(connection.get(), deadline)) return {{}, reason(connection.get(), login, deadline)};
    return ask(connection.get(), sql, deadline);
}

}  // namespace standin
