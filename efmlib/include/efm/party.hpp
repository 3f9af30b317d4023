// Whose word an event is.
#pragma once

namespace efm {

// What the manager or an operator ordered stands until the same party's next word. The manager's own hooks need no
// second word of the manager, whose status lags behind its acts.
enum class Party { manager, operators, pool, suite };

}  // namespace efm
