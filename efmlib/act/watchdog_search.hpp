// Finds a watchdog's members and its leader by asking all pools that are known at once; the first good answer ends the
// search, so that one that is silent costs nothing. Private to the library.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "efm/load_balancer.hpp"
#include "watchdog_state.hpp"

namespace efm {

class WatchdogSearch {
public:
    // Both have to outlive this.
    explicit WatchdogSearch(const LoadBalancer::Setup& setup) : setup_(setup), known_(setup.pools) {}

    struct Found {
        std::optional<WatchdogState> state;
        std::optional<Pool> teller;                // who said so
        std::vector<Pool> alone;                   // these said that they have no watchdog
        std::vector<std::pair<Pool, Error>> mute;  // these said nothing, and why
    };

    // Takes a third of the time that is left at most, and 3 s. Throws Error (configuration, cancelled).
    Found find();

private:
    struct Answer;

    std::vector<Answer> ask_all(const pcp::Patience& patience) const;
    void learn(const WatchdogState& state);

    const LoadBalancer::Setup& setup_;
    std::vector<Pool> known_;  // the settings' and, once they are known, all members'
};

}  // namespace efm
