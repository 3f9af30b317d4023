// Nobody may mistake this for EDB Failover Manager. Printed by --help, at each start and into each log.
#pragma once

namespace standin {

inline constexpr const char* banner =
    "STAND-IN FOR TESTS. This is not EDB Failover Manager, contains nothing of it, and must not run a real cluster.\n";

}  // namespace standin
