// Whether an address is one of this host's. Private to the library.
#pragma once

#include <string>

namespace efm {

// An address literal that an interface of this host (or network namespace) has, any loopback address, or this host's
// own name. Nothing is
// resolved; what cannot be told is no.
bool is_own_address(const std::string& host);

}  // namespace efm
