// A look at EFM, at the pools, or at all of them and the servers. Plain C++: none of it knows the server, all of it may
// take as long as the subject's limit.
#pragma once

#include <chrono>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "agreement.hpp"
#include "backend_status.hpp"
#include "settings.hpp"
#include "snapshot.hpp"

namespace sqlext {

// What to look at, and all that has to be known for it.
struct Inquiry {
    Subject subject = Subject::manager;
    bool polled = false;
    ManagerSettings manager{};
    std::string hooks_conf{};
    BackendStatus status{};  // for the overview, which takes EFM's word from it
};

struct Seen {
    Subject subject = Subject::manager;
    std::string cluster;                         // as its snapshot has it
    std::vector<Snapshot> snapshots;             // of the subject, and of what was seen besides
    std::optional<Disagreements> disagreements;  // of an overview
    std::vector<std::string> argv;               // the command that was run, for efm.debug
};

// The longest that a look takes: EFM's limit is the published one.
constexpr std::chrono::seconds limit_of(Subject subject)
{
    return std::chrono::seconds{subject == Subject::manager ? 30 : 10};
}

// What there is to say of a look that came to nothing.
Seen failed_look(const Inquiry& inquiry, const std::exception& error);

// Never fails for what it sees: that is in the snapshot. Throws std::bad_alloc.
Seen look(const Inquiry& inquiry, const std::function<bool()>& cancelled);

}  // namespace sqlext
