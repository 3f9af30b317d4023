// Names to addresses, many at once. Private to the library.
#pragma once

#include <set>
#include <string>

#include "efm/backend_map.hpp"
#include "pcp/deadline.hpp"

namespace efm {

// Side by side, for a third of the time there is: a name that hangs must not keep us from one that is known. What has
// no address by then has no entry. Call it with no PCP connection open. Throws pcp::Error (cancelled).
Resolved resolve_names(const std::set<std::string>& names, const pcp::Patience& patience);

}  // namespace efm
