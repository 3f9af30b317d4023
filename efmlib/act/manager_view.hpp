// The manager's word about a pool's backends. Private to the library.
#pragma once

#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "efm/backend_map.hpp"
#include "efm/error.hpp"
#include "efm/plan.hpp"
#include "pcp/deadline.hpp"

namespace efm {

using AskManager = std::function<ClusterStatus(const pcp::Patience&)>;

// One question for all pools that have it at the same time: each costs a JVM. Silence is an answer, of no meaning.
class ManagerDesk {
public:
    // `ask` may be empty: there is no manager.
    explicit ManagerDesk(AskManager ask) : ask_(std::move(ask)) {}

    bool is_open() const { return static_cast<bool>(ask_); }

    struct Answer {
        std::optional<ClusterStatus> status;
        std::string failure;
    };

    // Never waits for longer than two seconds: its agent may be waiting for this very program. Throws pcp::Error
    // (cancelled) only.
    Answer ask(const pcp::Patience& patience);

private:
    AskManager ask_;
    std::mutex guard_;
    Answer last_;
    std::optional<pcp::Deadline> fresh_;
};

// What the addresses mean in this pool. An address that fits none, or several, of the backends is passed over; `doubt`
// is one of which that cannot be told, or that fits several.
template <typename Value>
std::map<int, Value> by_backend(const std::vector<std::pair<Address, Value>>& values,
                                const std::vector<Backend>& backends, const Addressing& by, std::string& doubt)
{
    std::map<int, Value> result;
    for (const auto& [address, value] : values) {
        const Match match = match_member(backends, address, by.map, by.resolved, by.db_port);
        if (match.ids.size() == 1) {
            result.emplace(match.ids.front(), value);
        } else if (!match.ids.empty() || !match.unresolved.empty()) {
            doubt = to_string(address);
        }
    }
    return result;
}

std::vector<std::pair<Address, AgentType>> listed_members(const ClusterStatus& status);

}  // namespace efm
