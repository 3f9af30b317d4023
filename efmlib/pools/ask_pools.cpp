#include "efm/ask_pools.hpp"

namespace efm {

Error translated(const pcp::Error& error)
{
    using From = pcp::Error::Kind;
    using To = Error::Kind;
    switch (error.kind()) {
        case From::unreachable:
            return {To::unreachable, error.what()};
        case From::timeout:
            return {To::try_later, error.what()};
        case From::authentication:
            return {To::authentication, error.what()};
        case From::protocol:
            return {To::protocol, error.what()};
        case From::refused:
            return {To::refused, error.what()};
        case From::cancelled:
            return {To::cancelled, error.what()};
    }
    return {To::system, error.what()};
}

}  // namespace efm
