#include "exit_codes.hpp"

namespace hooks {

ExitCode exit_code(efm::Error::Kind kind)
{
    using Kind = efm::Error::Kind;
    switch (kind) {
        case Kind::usage:
            return exit_usage;
        case Kind::configuration:
            return exit_configuration;
        case Kind::bad_data:
            return exit_bad_data;
        case Kind::unknown_backend:
            return exit_unknown_backend;
        case Kind::ambiguous_backend:
            return exit_bad_data;
        case Kind::unreachable:
            return exit_unreachable;
        case Kind::try_later:
            return exit_try_later;
        case Kind::protocol:
            return exit_protocol;
        case Kind::authentication:
        case Kind::refused:
            return exit_refused;
        case Kind::cancelled:
            return exit_try_later;
        case Kind::system:
            return exit_system;
    }
    return exit_bug;
}

}  // namespace hooks
