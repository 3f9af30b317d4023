#include "ended_call.hpp"

#include <stdexcept>
#include <thread>

#include "eventually.hpp"
#include "session.hpp"

namespace sql_test {
namespace {

using Clock = std::chrono::steady_clock;
using std::chrono::duration_cast;
using std::chrono::milliseconds;

EndedCall call(const Session& session, const std::string& query)
{
    const Session::Error error = session.error(query);
    return {error.sqlstate, error.words, {}};
}

}  // namespace

EndedCall ended_by_timeout(const support::Login& login, const std::string& query, milliseconds timeout)
{
    const Session session(login);
    session.value("SET statement_timeout = " + std::to_string(timeout.count()));
    const auto due = Clock::now() + timeout;
    EndedCall ended = call(session, query);
    ended.took = duration_cast<milliseconds>(Clock::now() - due);
    return ended;
}

EndedCall ended_by_request(const support::Login& login, const std::string& query, const std::string& way,
                           const std::function<bool()>& begun)
{
    const Session other(login);
    const Session session(login);
    const std::string pid = session.value("SELECT pg_backend_pid()");
    EndedCall ended;
    Clock::time_point end;
    std::thread caller([&] {
        ended = call(session, query);
        end = Clock::now();
    });
    const bool has_begun = support::eventually(begun);
    const auto asked = Clock::now();
    other.value("SELECT " + way + "(" + pid + ")");
    caller.join();
    if (!has_begun) throw std::runtime_error(query + " was not seen to begin");
    ended.took = duration_cast<milliseconds>(end - asked);
    return ended;
}

}  // namespace sql_test
