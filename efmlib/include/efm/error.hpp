// The one exception of the library.
#pragma once

#include <stdexcept>
#include <string>

namespace efm {

class Error : public std::runtime_error {
public:
    enum class Kind {
        usage,              // the caller's words are off
        configuration,      // a setting or a settings file is
        bad_data,           // input that cannot be believed
        unknown_backend,    // no backend of the pool has this address
        ambiguous_backend,  // more than one has
        unreachable,        // no connection to the pool, the manager or the server
        try_later,          // not now: busy, not answering yet, or asked for and not seen by the deadline
        protocol,           // the other side's answer cannot be believed
        authentication,     // login refused, or the password file is unfit
        refused,            // a proof failed or the other side said no; waiting will not help
        cancelled,          // a signal or a statement's cancellation
        system,             // the operating system failed us
    };

    Error(Kind kind, const std::string& what) : std::runtime_error(what), kind_(kind) {}

    Kind kind() const noexcept { return kind_; }

private:
    Kind kind_;
};

}  // namespace efm
