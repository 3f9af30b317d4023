#include "database.hpp"

#include <stdexcept>

#include "pq_wait.hpp"

namespace support {
namespace {

template <typename Connect>
auto with_parameters(const Login& login, Connect connect)
{
    const std::string port = std::to_string(login.port);
    const char* names[] = {"host", "port", "user", "dbname", "password", "connect_timeout", "options", nullptr};
    const char* values[] = {login.host.c_str(),
                            port.c_str(),
                            login.user.c_str(),
                            login.database.c_str(),
                            login.password.c_str(),
                            "10",
                            "",
                            nullptr};
    return connect(names, values);
}

}  // namespace

std::vector<Row> query(const Login& login, const std::string& sql)
{
    const auto open = [](auto names, auto values) {
        return PQconnectdbParams(names, values, 0);
    };
    const PqConnection connection(with_parameters(login, open), &PQfinish);
    if (PQstatus(connection.get()) != CONNECTION_OK) throw std::runtime_error(PQerrorMessage(connection.get()));
    const PqResult result(PQexec(connection.get(), sql.c_str()), &PQclear);
    const auto status = PQresultStatus(result.get());
    if (status != PGRES_TUPLES_OK && status != PGRES_COMMAND_OK) {
        throw std::runtime_error(sql + ": " + PQerrorMessage(connection.get()));
    }
    std::vector<Row> rows(static_cast<std::size_t>(PQntuples(result.get())));
    for (int row = 0; row < PQntuples(result.get()); ++row) {
        for (int column = 0; column < PQnfields(result.get()); ++column) {
            rows[static_cast<std::size_t>(row)][PQfname(result.get(), column)] = PQgetvalue(result.get(), row, column);
        }
    }
    return rows;
}

std::string query_value(const Login& login, const std::string& sql)
{
    const auto rows = query(login, sql);
    return rows.empty() || rows.front().empty() ? "" : rows.front().begin()->second;
}

std::optional<std::string> ask_in_time(const Login& login, const std::string& sql, std::chrono::milliseconds limit)
{
    const auto deadline = pcp::Deadline::after(limit);
    const auto begin = [](auto names, auto values) {
        return PQconnectStartParams(names, values, 0);
    };
    const PqConnection connection(with_parameters(login, begin), &PQfinish);
    if (!finish_connecting(connection.get(), deadline)) return std::nullopt;
    std::string why;
    const auto result = ask(connection.get(), sql, deadline, why);
    if (!result || PQntuples(result.get()) == 0) return std::nullopt;
    return PQgetvalue(result.get(), 0, 0);
}

bool is_accepting(const Login& login)
{
    const auto ping = [](auto names, auto values) {
        return PQpingParams(names, values, 0);
    };
    return with_parameters(login, ping) == PQPING_OK;
}

}  // namespace support
