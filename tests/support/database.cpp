#include "database.hpp"

#include <libpq-fe.h>

#include <memory>
#include <stdexcept>

namespace support {
namespace {

using Connection = std::unique_ptr<PGconn, decltype(&PQfinish)>;
using Result = std::unique_ptr<PGresult, decltype(&PQclear)>;

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
    const Connection connection(with_parameters(login, open), &PQfinish);
    if (PQstatus(connection.get()) != CONNECTION_OK) throw std::runtime_error(PQerrorMessage(connection.get()));
    const Result result(PQexec(connection.get(), sql.c_str()), &PQclear);
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

bool is_accepting(const Login& login)
{
    const auto ping = [](auto names, auto values) {
        return PQpingParams(names, values, 0);
    };
    return with_parameters(login, ping) == PQPING_OK;
}

}  // namespace support
