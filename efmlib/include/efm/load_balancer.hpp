// The pipe: event -> survey -> plan -> act -> verify, for every pool the settings name. The one way through the house.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "efm/ask_pools.hpp"
#include "efm/epoch.hpp"
#include "efm/journal_records.hpp"
#include "efm/plan.hpp"
#include "efm/server_probe.hpp"
#include "efm/settings.hpp"
#include "pcp/client.hpp"

namespace efm {

class ManagerDesk;
class PoolRun;

// What came of an event in one pool.
struct PoolOutcome {
    std::string pool;                // "localhost:9898"
    std::vector<Step> steps;         // carried out and seen, or to be taken if it was a dry run
    std::optional<Backend> backend;  // the target as it was last seen
    std::vector<std::string> remarks;
    bool seen_only = false;                   // a watchdog brought it about, and here it was seen, unless
    bool excused = false;                     // it was not, which is no failure: a remark says why
    bool open_promote = false;                // one was sent and not seen to be done
    bool taken_back = false;                  // Pgpool itself attached again what was detached, and will each time
    bool unpooled = false;                    // declared as having no backend, and it has none: nothing to do
    std::optional<Error> failure;             // the event's purpose is not reached
    Missing failed_proof = Missing::nothing;  // for want of that one, if it is one
    std::optional<Epoch> epoch;               // of the primary, as far as servers were asked
    std::chrono::milliseconds took{0};
};

struct Outcome {
    Verb verb = Verb::detach;
    std::string target;  // as the caller named it
    bool dry_run = false;
    PoolPolicy policy = PoolPolicy::all;
    std::vector<PoolOutcome> pools;

    // The failure that decides the exit code: the first of a pool. Null when the event was reached in as many pools as
    // the policy wants.
    const Error* failure() const;

    // In how many it was not.
    std::size_t misses() const;
};

// What happens, while it happens: for logs and progress. Called from several threads when there are several pools.
struct Progress {
    std::string pool;
    std::string step;  // survey, ask, plan, act, notice, wait, verify
    std::string detail;
};
using Observer = std::function<void(const Progress&)>;

// The intent's record, which has to be kept, or lost, before the first act in a pool. Called from several threads.
struct Record {
    // Whether it is so within that time.
    std::function<bool(std::chrono::milliseconds)> settled_within = [](auto) {
        return true;
    };
    std::function<void()> settle = [] {  // waits until it is; called with no connection open
    };
};

class LoadBalancer {
public:
    struct Setup {
        std::vector<Pool> pools;
        PoolMode mode = PoolMode::independent;
        std::function<Pool(const Address&)> pool_at = nullptr;  // for members of a watchdog that `pools` does not name
        PoolPolicy policy = PoolPolicy::all;                    // of what hooks bring; reconcile wants all
        std::vector<MapLine> map;
        std::vector<Address> unpooled;
        std::string efm_properties;  // its db.port decides between backends of one host; may be empty
        std::string state_dir;       // may be empty
        bool dry_run = false;
        Party party = Party::manager;                                // whose word the events are
        Proof proof = Proof::available;                              // off: an operator's --force
        std::optional<std::uint64_t> max_lag;                        // bytes; empty: any
        std::function<ClusterStatus(const pcp::Patience&)> manager;  // empty: there is none to ask. May throw
        std::vector<std::pair<Address, std::string>> held;           // members that are not to be attached, and why
        std::vector<std::pair<Address, OrderedOut>> ordered_out;     // for reconcile, as they stood at
        std::optional<Timestamp> orders_read = std::nullopt;         // empty: when reconcile() was called
        Observer observe = [](const Progress&) {
        };
        Record record = {};
    };

    // `probe` has to outlive this.
    LoadBalancer(Setup setup, ServerProbe& probe);

    // Each takes place in all pools at once and never past the deadline of their options. A pool's failure is in its
    // outcome, and costs the others nothing.
    Outcome attach(const Address& member, MemberType type);
    Outcome detach(const Address& member);
    Outcome promote(const Address& member);

    // Makes the pools agree with what is true and with what was ordered: undoes drift, never an order.
    Outcome reconcile();

    // Only finds the member's backend and reads it.
    Outcome look(const Address& member);

    // The same by then, so that a pool that is silent leaves time for what comes next.
    Outcome look(const Address& member, std::chrono::milliseconds longest);

    // Backend `id` is to follow the new primary; `old_primary` is left alone. `expected`, if given, is where the caller
    // believes the backend to be. With several pools, all have to have the same backends under the same ids.
    Outcome follow(int id, std::optional<int> old_primary, const std::optional<Address>& expected = std::nullopt);

private:
    Outcome carry_out(const Event& event, const Address& member);
    Outcome begin(const Event& event, std::string target) const;
    void carry_out(Outcome& outcome, const Event& event, bool may_promote, const std::function<void(PoolRun&)>& aim);
    void check_same_ids(int id, std::optional<int> old_primary) const;

    Setup setup_;
    ServerProbe& probe_;
    std::shared_ptr<ManagerDesk> desk_;
};

// The pools of the settings with their logins: the user (by default the operating system's) and the password out of the
// password file (by default .pcppass in that user's home), or the file's fault.
std::vector<Pool> pools_of(const Settings& settings, const pcp::Patience& patience);

// The same of pools that the settings do not name.
std::function<Pool(const Address&)> pool_maker(const Settings& settings, const pcp::Patience& patience);

}  // namespace efm
