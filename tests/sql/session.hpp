// A connection that stays: for what a session keeps, and what is told to it.
#pragma once

#include <string>
#include <vector>

#include "database.hpp"
#include "pq_wait.hpp"

namespace sql_test {

class Session {
public:
    // Throws std::runtime_error with the server's words.
    explicit Session(const support::Login& login);

    // The first value of the first row; empty if there is none. Waits for as long as it takes.
    std::string value(const std::string& sql) const;

    // What the server says to a statement that fails, also if it ends the session; nothing of one that does not.
    struct Error {
        std::string sqlstate;
        std::string words;
    };
    Error error(const std::string& sql) const;

    // What was said on the channels it listens to since the last call.
    std::vector<std::string> notifications() const;

private:
    support::PqConnection connection_;
};

}  // namespace sql_test
