// Whether another member of a watchdog came to the state that its leader has. Private to the library.
#pragma once

#include <map>
#include <optional>

#include "efm/load_balancer.hpp"
#include "narrator.hpp"

namespace efm {

class MemberCheck {
public:
    // `done`: the event as it was seen at the leader.
    MemberCheck(const Pool& pool, const PoolOutcome& done, const Observer& observe);

    // Looks until it is so; to the deadline if it answers, else for half of that, and 3 s at most.
    bool see(const pcp::Patience& patience);

    // Within a second.
    bool see_once(const pcp::Patience& patience);

    // Whether it answered at all.
    bool was_seen() const { return was_seen_; }

    // Its own word, within a second.
    bool has_no_watchdog(const pcp::Patience& patience) const;

    // That it was not seen is no failure, for this reason.
    void excuse(const std::string& why);

    const PoolOutcome& outcome() const { return outcome_; }

private:
    struct Wanted {
        std::optional<Backend> server;  // where it has to stand, if that is known
        bool attached = false;
        std::optional<bool> primary;  // what it has to be labelled, if that is known
    };

    bool look(const pcp::Patience& patience);
    bool agrees(const Backend& seen, const Wanted& wanted);
    void fail(Error::Kind kind, const std::string& what);

    const Pool& pool_;
    Narrator narrator_;
    std::map<int, Wanted> wanted_;
    std::optional<int> target_;
    bool was_seen_ = false;
    PoolOutcome outcome_;
};

}  // namespace efm
