// Event + views + policy -> steps. Pure functions over values: every rule is a row of a table in
// tests/unit/efmlib/plan_*_test.cpp, and what a dry run prints.
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "efm/cluster_status.hpp"
#include "efm/party.hpp"
#include "efm/pool_view.hpp"
#include "efm/server_probe.hpp"
#include "efm/settings.hpp"

namespace efm {

enum class Verb {
    attach,
    detach,
    promote,
    follow,
    reconcile,  // of the whole pool: it has no target
    look,       // read only
};

// What the caller calls the member. A hint; the server decides.
enum class MemberType { unknown, primary, standby };

// What is said to have happened, to one backend of one pool, and what this program made of it so far.
struct Event {
    Verb verb = Verb::detach;
    int target = 0;  // backend id
    MemberType type = MemberType::unknown;
    std::optional<int> old_primary = std::nullopt;  // follow: not to be attached
    Party party = Party::manager;
    bool from_member = false;     // the caller runs on the member's own host
    std::set<int> attached{};     // by this program, for this event: their proofs are read again
    std::set<int> taken_along{};  // promote: those that were attached before Pgpool marked them down for it
};

struct Policy {
    Proof proof = Proof::available;
    bool has_login = false;                               // the servers can be asked for more than an answer
    bool has_manager = false;                             // the manager can be asked
    std::optional<std::uint64_t> max_lag = std::nullopt;  // bytes that a standby may be behind the primary

    // Whether servers are to be asked for more than an answer, and can be.
    bool proves() const { return has_login && proof != Proof::off; }
};

// The servers' view, by backend id, as far as they were asked.
using ServersView = std::map<int, ServerFacts>;

// The manager's view, by backend id: what it lists the member as. One that it does not list is missing.
struct ManagerView {
    std::map<int, AgentType> listed;
    std::string failure;  // not empty: it could not be asked, and `listed` says nothing
    std::string doubt{};  // not empty: a member that cannot be told to be a backend or not; who is missing may be it
    bool operator==(const ManagerView&) const = default;
};

// That somebody ordered a member out, and has not ordered it in since, as far as this host's journal knows.
struct OrderedOut {
    Party party = Party::manager;
    bool delivered = false;  // it was seen to be down, in all pools
    std::string when;        // for people
    std::chrono::sys_time<std::chrono::microseconds> at{};
    bool seen_here = false;  // it has been seen to be done in this pool
    bool operator==(const OrderedOut&) const = default;
};

struct Views {
    PoolView pool;
    ServersView servers{};
    std::optional<ManagerView> manager = std::nullopt;  // empty: not asked
    std::map<int, std::string> held{};                  // by backend: why it is not to be attached
    std::map<int, OrderedOut> ordered_out{};            // by backend; for reconcile
    std::string closed{};                               // why the watchdog lets nobody in for now; empty: it does
};

enum class Act { attach, detach, promote };

struct Step {
    Act act = Act::detach;
    int backend = 0;
    std::string reason;
    bool operator==(const Step&) const = default;
};

// What was not proved.
enum class Missing {
    nothing,   // no proof was asked for
    answer,    // that the server answers
    login,     // anything: there is no login to ask it by
    recovery,  // that it is in recovery, or out of it
    primary,   // who is the primary
    identity,  // that it is of this cluster
    stream,    // that it streams
    timeline,  // that it is on the primary's timeline
    lag,       // that it is not too far behind
    manager,   // that the manager says so too
    hold,      // that nobody holds it back
    watchdog,  // that the pool's watchdog lets it in
};

struct Refusal {
    std::string reason;
    bool waiting_may_help = false;
    Missing proof = Missing::nothing;
    bool operator==(const Refusal&) const = default;
};

struct Plan {
    std::vector<int> questions;        // backends whose servers have to be asked before the plan is one
    bool ask_manager = false;          // the same of the manager
    std::vector<Step> steps;           // in order; each has to be seen before the next is taken
    std::optional<Refusal> refusal;    // what the event asked for and the steps do not bring about
    std::vector<std::string> hopes;    // what would be done if it were proved; not waited for to the end
    std::vector<std::string> remarks;  // what the caller should know
    bool operator==(const Plan&) const = default;

    bool has_questions() const { return !questions.empty() || ask_manager; }
};

// Nothing to do is a plan without steps. `views.pool` has the event's target, if the verb has one.
Plan make_plan(const Event& event, const Views& views, const Policy& policy);

// How many of the first steps go out together, so that Pgpool carries them out together: those like the first, and
// behind a promote the attaches of those that it marks down. Never more than Pgpool's queue takes.
std::size_t sent_together(const std::vector<Step>& steps);

// Whether the step's purpose is reached: attached, down, or labelled primary and attached.
bool is_done(const Step& step, const Backend& seen);

std::string_view to_string(Act act);
std::string_view to_string(Missing proof);
std::string_view to_string(Verb verb);

}  // namespace efm
