// How a call ended that somebody wanted to end, and how long that took.
#pragma once

#include <chrono>
#include <cstdio>
#include <functional>
#include <string>

#include "database.hpp"

namespace sql_test {

struct EndedCall {
    std::string sqlstate;  // empty: it did not end with an error
    std::string words;
    std::chrono::milliseconds took{0};  // from when it was to end
};

// Runs `query` in a session of its own until its statement_timeout.
EndedCall ended_by_timeout(const support::Login& login, const std::string& query, std::chrono::milliseconds timeout);

// Runs `query` in a session of its own, and once `begun` is seen asks for its end by `way`: pg_cancel_backend or
// pg_terminate_backend.
EndedCall ended_by_request(const support::Login& login, const std::string& query, const std::string& way,
                           const std::function<bool()>& begun);

// The quickest of up to three: what is built to wait, waits each time, and a loaded machine only now and then. Every
// one is printed.
template <typename Attempt>
EndedCall quickest(const std::string& what, std::chrono::milliseconds bound, const Attempt& attempt)
{
    EndedCall best;
    for (int i = 0; i < 3 && (i == 0 || best.took >= bound); ++i) {
        const EndedCall call = attempt();
        std::printf("%s: over after %ld ms %s\n", what.c_str(), static_cast<long>(call.took.count()),
                    call.sqlstate.c_str());
        if (i == 0 || call.took < best.took) best = call;
    }
    return best;
}

}  // namespace sql_test
