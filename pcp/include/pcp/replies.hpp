// Replies to values. Every function takes the body of one message (see message.hpp), knows no socket, and throws Error
// (protocol) naming the reply and the field it cannot believe. Unknown trailing fields are tolerated.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "pcp/backend.hpp"
#include "pcp/pool.hpp"

namespace pcp {

// The words of an `E` (error) or `N` (notice) message. Fields that were cut by the server (254 characters) are kept as
// they came; whatever cannot be read is left out rather than refused.
struct ServerText {
    std::string severity;  // DEBUG, LOG, NOTICE, WARNING, ERROR (the connection stays usable), FATAL (it does not)
    std::string message;
    std::string detail;
    std::string hint;

    // "message: detail (hint)" as far as there are any.
    std::string sentence() const;
    bool operator==(const ServerText&) const = default;
};

ServerText parse_server_text(std::string_view body);

// What the first string of a body says about a reply that may come in several messages.
enum class Part {
    array_size,  // "ArraySize": records follow
    record,      // "NodeInfo", "ProcessInfo", "ProcessConfig"
    complete,    // "CommandComplete": the end, with the answer behind it if it came in one piece
};
Part part_of(std::string_view body);

// `l`: the number of configured backends.
int parse_node_count(std::string_view body);

// `i`: one record. Its shape (7 to 13 fields, Pgpool 4.0.0 to 4.7) is told apart by the count of fields; records carry
// no id, so the caller says which one it asked for.
NodeInfo parse_node_info(std::string_view body, int id);

// `h`
HealthStats parse_health_stats(std::string_view body);

// `n`
std::vector<int> parse_process_ids(std::string_view body);

// `p`: one record of 11 (up to 4.2), 17 (4.3, 4.4), 18 (4.5, 4.6) or 21 (4.7) fields.
ProcessInfo parse_process_info(std::string_view body);

// `b`: one record.
PoolSetting parse_pool_setting(std::string_view body);

// `w`: CommandComplete and a JSON document.
WatchdogReport parse_watchdog(std::string_view body);

}  // namespace pcp
