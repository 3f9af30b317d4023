#include <dlfcn.h>
#include <libpq-fe.h>
#include <poll.h>

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "efm/error.hpp"
#include "efm/server_probe.hpp"
#include "pcp/error.hpp"
#include "pcp/resolver.hpp"
#include "server_ping.hpp"
#include "server_row.hpp"

namespace efm {
namespace {

constexpr const char* what = "asking the server";

// The few functions of libpq in use, loaded when a proof first needs them: linking it would cost every start 2.5 ms.
struct Libpq {
    decltype(&::PQconnectStartParams) connect_start = nullptr;
    decltype(&::PQconnectPoll) connect_poll = nullptr;
    decltype(&::PQstatus) status = nullptr;
    decltype(&::PQsocket) socket = nullptr;
    decltype(&::PQerrorMessage) error_message = nullptr;
    decltype(&::PQfinish) finish = nullptr;
    decltype(&::PQsendQuery) send_query = nullptr;
    decltype(&::PQconsumeInput) consume_input = nullptr;
    decltype(&::PQisBusy) is_busy = nullptr;
    decltype(&::PQgetResult) get_result = nullptr;
    decltype(&::PQresultStatus) result_status = nullptr;
    decltype(&::PQgetvalue) value = nullptr;
    decltype(&::PQgetisnull) is_null = nullptr;
    decltype(&::PQnfields) columns = nullptr;
    decltype(&::PQntuples) rows = nullptr;
    decltype(&::PQclear) clear = nullptr;

    static const Libpq& get()
    {
        static const Libpq library = load();
        return library;
    }

private:
    static Libpq load()
    {
        void* handle = ::dlopen("libpq.so.5", RTLD_NOW | RTLD_LOCAL);
        if (!handle)
            throw Error(Error::Kind::system, "server.user is set, but libpq.so.5 cannot be loaded: install libpq5");
        Libpq pq;
        const auto bind = [&](auto& function, const char* name) {
            function = reinterpret_cast<std::decay_t<decltype(function)>>(::dlsym(handle, name));
            if (!function) throw Error(Error::Kind::system, std::string("libpq.so.5 has no ") + name);
        };
        bind(pq.connect_start, "PQconnectStartParams");
        bind(pq.connect_poll, "PQconnectPoll");
        bind(pq.status, "PQstatus");
        bind(pq.socket, "PQsocket");
        bind(pq.error_message, "PQerrorMessage");
        bind(pq.finish, "PQfinish");
        bind(pq.send_query, "PQsendQuery");
        bind(pq.consume_input, "PQconsumeInput");
        bind(pq.is_busy, "PQisBusy");
        bind(pq.get_result, "PQgetResult");
        bind(pq.result_status, "PQresultStatus");
        bind(pq.value, "PQgetvalue");
        bind(pq.is_null, "PQgetisnull");
        bind(pq.columns, "PQnfields");
        bind(pq.rows, "PQntuples");
        bind(pq.clear, "PQclear");
        return pq;
    }
};

// One connection, every wait bounded. Throws Error (authentication, try_later) with libpq's words.
class Session {
public:
    Session(const ServerLogin& login, const std::string& host, std::uint16_t port, const pcp::Patience& patience)
        : pq_(Libpq::get()), patience_(patience), connection_(start(login, host, port), pq_.finish)
    {
        if (!connection_) throw Error(Error::Kind::system, "libpq is out of memory");
        PostgresPollingStatusType wants = PGRES_POLLING_WRITING;
        while (pq_.status(connection_.get()) != CONNECTION_BAD && wants != PGRES_POLLING_OK) {
            wait(wants == PGRES_POLLING_READING ? POLLIN : POLLOUT);
            wants = pq_.connect_poll(connection_.get());
            if (wants == PGRES_POLLING_FAILED) break;
        }
        if (pq_.status(connection_.get()) != CONNECTION_OK) fail(Error::Kind::authentication);
    }

    ServerRow row_of(const char* query)
    {
        if (pq_.send_query(connection_.get(), query) == 0) fail(Error::Kind::try_later);
        while (pq_.is_busy(connection_.get()) != 0) {
            wait(POLLIN);
            if (pq_.consume_input(connection_.get()) == 0) fail(Error::Kind::try_later);
        }
        const std::unique_ptr<PGresult, decltype(pq_.clear)> result(pq_.get_result(connection_.get()), pq_.clear);
        if (pq_.result_status(result.get()) != PGRES_TUPLES_OK) fail(Error::Kind::try_later);
        if (pq_.rows(result.get()) != 1) throw Error(Error::Kind::protocol, "the server did not answer with one row");
        ServerRow row(static_cast<std::size_t>(pq_.columns(result.get())));
        for (std::size_t i = 0; i < row.size(); ++i) {
            const int column = static_cast<int>(i);
            if (pq_.is_null(result.get(), 0, column) == 0) row[i] = pq_.value(result.get(), 0, column);
        }
        return row;
    }

private:
    // libpq would look names up without a time limit: hand it addresses, and the name for .pgpass and certificates.
    PGconn* start(const ServerLogin& login, const std::string& host, std::uint16_t port) const
    {
        std::string hosts = host;
        std::string addresses;
        if (!host.starts_with('/')) {
            hosts.clear();
            for (const pcp::IpAddress& address : pcp::resolve(host, patience_)) {
                hosts += (hosts.empty() ? "" : ",") + host;
                addresses += (addresses.empty() ? "" : ",") + to_string(address);
            }
        }
        const std::string port_text = std::to_string(port);
        std::vector<const char*> names{"host", "port", "user", "dbname", "application_name"};
        std::vector<const char*> values{hosts.c_str(), port_text.c_str(), login.user.c_str(), login.database.c_str(),
                                        "efm-pgpool"};
        const auto add = [&](const char* name, const std::string& value) {
            if (value.empty()) return;
            names.push_back(name);
            values.push_back(value.c_str());
        };
        add("hostaddr", addresses);
        add("passfile", login.passfile);
        names.push_back(nullptr);
        values.push_back(nullptr);
        return pq_.connect_start(names.data(), values.data(), 0);
    }

    void wait(short events) const
    {
        pollfd watched{pq_.socket(connection_.get()), events, 0};
        while (::poll(&watched, 1, static_cast<int>(pcp::next_slice(patience_, what).count())) <= 0) {
        }
    }

    [[noreturn]] void fail(Error::Kind kind) const
    {
        std::string words = pq_.error_message(connection_.get());
        words.erase(words.find_last_not_of(" \n") + 1);
        for (char& c : words) c = c == '\n' || c == '\t' ? ' ' : c;
        throw Error(kind, words);
    }

    const Libpq& pq_;
    const pcp::Patience& patience_;
    std::unique_ptr<PGconn, decltype(Libpq::finish)> connection_;
};

class DatabaseProbe : public ServerProbe {
public:
    explicit DatabaseProbe(ServerLogin login) : login_(std::move(login)) {}

    bool has_login() const override { return !login_.user.empty(); }

    ServerFacts ask(const std::string& host, std::uint16_t port, const pcp::Patience& patience) override
    {
        const std::string user = has_login() ? login_.user : "postgres";
        ServerFacts facts = ping(host, port, user, login_.database, patience);
        if (facts.answers() && has_login()) query(host, port, patience, facts);
        return facts;
    }

private:
    void query(const std::string& host, std::uint16_t port, const pcp::Patience& patience, ServerFacts& facts) const
    {
        try {
            read_row(Session(login_, host, port, patience).row_of(server_query), facts);
        } catch (const Error& error) {
            facts.failure = error.what();
        } catch (const pcp::Error& error) {
            if (error.kind() == pcp::Error::Kind::cancelled) throw;
            facts.failure = error.what();
        }
    }

    ServerLogin login_;
};

}  // namespace

std::unique_ptr<ServerProbe> make_server_probe(ServerLogin login)
{
    return std::make_unique<DatabaseProbe>(std::move(login));
}

}  // namespace efm
