// What a function says when it cannot answer: an SQL error as a value, and as an exception on the way there.
#pragma once

#include <exception>
#include <string>

namespace sqlext {

// What remains of an exception once its catch block is over. Trivial, so ereport may jump over it. Empty texts are left
// out of the error; longer ones are cut.
struct Failure {
    char sqlstate[6] = "";
    char message[1024] = "";
    char detail[4096] = "";
    char hint[512] = "";
};

// An SQL error that its thrower has worded to the end.
class SqlError : public std::exception {
public:
    SqlError(std::string sqlstate, std::string message, std::string detail = "", std::string hint = "");

    const char* what() const noexcept override { return message.c_str(); }
    bool operator==(const SqlError& other) const;

    std::string sqlstate;
    std::string message;
    std::string detail;
    std::string hint;
};

// The one table from the libraries' errors to SQLSTATE. Anything else is an internal error.
Failure describe(const std::exception& error) noexcept;

// The same as a value that keeps; never fails for want of a table entry.
SqlError to_sql_error(const std::exception& error);

}  // namespace sqlext
