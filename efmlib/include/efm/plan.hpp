// Event + survey -> steps. Pure functions over values: every rule is a row of a table in
// tests/unit/efmlib/plan_test.cpp.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "efm/pool_view.hpp"
#include "efm/server_probe.hpp"

namespace efm {

enum class Verb {
    attach,
    detach,
    promote,
    follow,
    look,  // read only
};

// What the caller calls the member. A hint; the server decides.
enum class MemberType { unknown, primary, standby };

// What is said to have happened, to one backend of one pool.
struct Event {
    Verb verb = Verb::detach;
    int target = 0;  // backend id
    MemberType type = MemberType::unknown;
    std::optional<int> old_primary = std::nullopt;  // follow: not to be attached
};

// The servers' view, by backend id, as far as they were asked.
using ServersView = std::map<int, ServerFacts>;

enum class Act { attach, detach, promote };

struct Step {
    Act act = Act::detach;
    int backend = 0;
    std::string reason;
    bool operator==(const Step&) const = default;
};

struct Refusal {
    std::string reason;
    bool waiting_may_help = false;
    bool operator==(const Refusal&) const = default;
};

struct Plan {
    std::vector<int> questions;        // backends whose servers have to be asked before the plan is one
    std::vector<Step> steps;           // in order; each has to be seen before the next is taken
    std::optional<Refusal> refusal;    // what the event asked for and the steps do not bring about
    std::vector<std::string> remarks;  // what the caller should know
    bool operator==(const Plan&) const = default;
};

// `has_login`: whether ServerFacts::in_recovery could be told. Nothing to do is a plan without steps.
Plan make_plan(const Event& event, const PoolView& pool, const ServersView& servers, bool has_login);

// Whether the step's purpose is reached: attached, down, or labelled primary and attached.
bool is_done(const Step& step, const Backend& seen);

std::string_view to_string(Act act);
std::string_view to_string(Verb verb);

}  // namespace efm
