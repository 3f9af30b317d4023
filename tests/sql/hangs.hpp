// What efm may do instead of answering. Each ignores being asked to end, or has somebody who does.
#pragma once

#include <string>
#include <vector>

namespace sql_test {

struct Hang {
    const char* name;
    std::string script;
};

inline const std::vector<Hang> hangs{
    {"a child that hangs", "sleep 300; exit"},
    {"a grandchild that ignores TERM", "(trap '' TERM; while :; do sleep 1; done) & trap '' TERM; wait; sleep 300"},
    {"an output closed early", "exec >&- 2>&-; sleep 300"},
    {"endless output", "yes 0123456789012345678901234567890123456789"},
};

}  // namespace sql_test
