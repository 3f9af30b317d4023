// The one exception of the library.
#pragma once

#include <stdexcept>
#include <string>

namespace pcp {

class Error : public std::runtime_error {
public:
    enum class Kind {
        unreachable,     // no connection, or it was lost
        timeout,         // the deadline came first
        authentication,  // the password file or the server refused the login
        protocol,        // the reply cannot be believed
        refused,         // the server answered with an error; what() carries its words
        cancelled,       // Patience::cancelled said so
    };

    // Whether the request that failed may have been carried out.
    enum class Delivery {
        not_sent,  // certainly not: safe to try again
        rejected,  // certainly not: the server said no
        unknown,   // it was sent and no answer came: read the state, never resend a promote
    };

    Error(Kind kind, const std::string& what, Delivery delivery = Delivery::not_sent, int system_code = 0)
        : std::runtime_error(what), kind_(kind), delivery_(delivery), system_code_(system_code)
    {
    }

    Kind kind() const noexcept { return kind_; }
    Delivery delivery() const noexcept { return delivery_; }

    // The errno of a connection that failed, 0 if there is none, or several addresses failed in different ways.
    int system_code() const noexcept { return system_code_; }

private:
    Kind kind_;
    Delivery delivery_;
    int system_code_;
};

}  // namespace pcp
