#include "traffic.hpp"

#include <algorithm>
#include <chrono>
#include <optional>
#include <utility>

#include "in_namespace.hpp"
#include "pcp/deadline.hpp"
#include "pq_wait.hpp"

namespace scenarios {
namespace {

using std::chrono::milliseconds;

constexpr milliseconds patience{4'000};      // of a client with one statement, connecting included
constexpr milliseconds write_pause{10};      // between statements
constexpr milliseconds read_pause{8};        // ...
constexpr milliseconds after_an_error{150};  // before the next attempt
constexpr int reads_in_a_session = 4;        // Pgpool chooses a server for each session

constexpr const char* table =
    "CREATE TABLE traffic (number bigint PRIMARY KEY, server text NOT NULL DEFAULT host(inet_server_addr()))";

constexpr const char* newest_row =
    "SELECT host(inet_server_addr()), current_setting('in_hot_standby'), number, server "
    "FROM (SELECT 1) one LEFT JOIN (SELECT * FROM traffic ORDER BY number DESC LIMIT 1) newest ON true";

std::string insert(long number)
{
    return "INSERT INTO traffic (number) VALUES (" + std::to_string(number) +
           ") RETURNING host(inet_server_addr()), current_setting('in_hot_standby'), number, server";
}

// Without what libpq adds to it.
std::string essence(std::string text)
{
    for (char& c : text) c = c == '\n' || c == '\t' ? ' ' : c;
    const std::string failed = " failed: ";
    const std::size_t prefix = text.find(failed);
    if (text.starts_with("connection to server") && prefix != text.npos) text.erase(0, prefix + failed.size());
    text.erase(std::min(text.find("This probably means"), text.size()));
    text.erase(text.find_last_not_of(' ') + 1);
    return text;
}

// A session with the pool, opened when it is first needed.
class Session {
public:
    explicit Session(const support::Login& pool) : pool_(pool) {}

    Statement run(Statement::Kind kind, const std::string& sql)
    {
        Statement statement;
        statement.kind = kind;
        statement.begun = now();
        const auto deadline = pcp::Deadline::after(patience);
        if (connect(deadline, statement)) ask(sql, deadline, statement);
        statement.ended = now();
        if (!statement.answered()) close();
        return statement;
    }

    void close() { connection_.reset(); }

private:
    bool connect(const pcp::Deadline& deadline, Statement& statement)
    {
        if (connection_) return true;
        const std::string port = std::to_string(pool_.port);
        const char* names[] = {"host", "port", "user", "dbname", "sslmode", "gssencmode", nullptr};
        const char* values[] = {pool_.host.c_str(), port.c_str(), pool_.user.c_str(), pool_.database.c_str(), "disable",
                                "disable",          nullptr};
        connection_.reset(PQconnectStartParams(names, values, 0));
        PQsetNoticeProcessor(
            connection_.get(), [](void*, const char*) {}, nullptr);  // it would print them
        if (support::finish_connecting(connection_.get(), deadline)) return true;
        statement.error = essence(PQerrorMessage(connection_.get()));
        if (deadline.expired()) statement.error = "no connection in time";
        return false;
    }

    void ask(const std::string& sql, const pcp::Deadline& deadline, Statement& statement)
    {
        const auto result = support::ask(connection_.get(), sql, deadline, statement.error);
        if (!result) return no_answer(statement);
        const auto value = [&](int column) {
            return PQgetvalue(result.get(), 0, column);
        };
        statement.outcome = Statement::Outcome::answered;
        statement.server = value(0);
        statement.standby = std::string(value(1)) == "on";
        statement.number = std::atol(value(2));
        statement.origin = value(3);
    }

    // An error that the session survives is a refusal; whatever ends the session leaves open what was done.
    void no_answer(Statement& statement) const
    {
        const bool told = !statement.error.empty() && PQstatus(connection_.get()) == CONNECTION_OK;
        statement.outcome = told ? Statement::Outcome::refused : Statement::Outcome::lost;
        statement.error = statement.error.empty() ? "no answer in time" : essence(statement.error);
    }

    support::Login pool_;
    support::PqConnection connection_{nullptr, &PQfinish};
};

}  // namespace

Time now()
{
    return std::chrono::duration<double>(std::chrono::system_clock::now().time_since_epoch()).count();
}

void Traffic::create_table(const support::Login& primary)
{
    support::query(primary, table);
}

std::map<long, std::string> Traffic::rows(const support::Login& server)
{
    std::map<long, std::string> rows;
    for (const support::Row& row : support::query(server, "SELECT number, server FROM traffic")) {
        rows[std::stol(row.at("number"))] = row.at("server");
    }
    return rows;
}

Traffic::Traffic(support::Login pool, std::string network_namespace, int readers)
    : pool_(std::move(pool)), namespace_(std::move(network_namespace))
{
    clients_.emplace_back([this] { write(); });
    for (int i = 0; i < readers; ++i) clients_.emplace_back([this] { read(); });
}

void Traffic::stop()
{
    stopping_ = true;
    for (std::thread& client : clients_) client.join();
    clients_.clear();
}

Statements Traffic::statements() const
{
    const std::lock_guard lock(mutex_);
    return statements_;
}

// A number whose write was lost is not used again.
void Traffic::write()
{
    const support::InNamespace there(namespace_);
    Session session(pool_);
    for (long number = 1; !stopping_; ++number) {
        Statement statement = session.run(Statement::Kind::write, insert(number));
        statement.number = number;
        const bool answered = statement.answered();
        record(std::move(statement));
        pcp::pause({}, answered ? write_pause : after_an_error);
    }
}

void Traffic::read()
{
    const support::InNamespace there(namespace_);
    Session session(pool_);
    for (int i = 1; !stopping_; ++i) {
        Statement statement = session.run(Statement::Kind::read, newest_row);
        const bool answered = statement.answered();
        record(std::move(statement));
        if (i % reads_in_a_session == 0) session.close();
        pcp::pause({}, answered ? read_pause : after_an_error);
    }
}

void Traffic::record(Statement statement)
{
    const std::lock_guard lock(mutex_);
    statements_.push_back(std::move(statement));
}

}  // namespace scenarios
