// What an agent tells the others about itself, and the lists they all share. Plain values.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "json.hpp"

namespace standin {

enum class MemberType { primary, standby, witness, idle, promoting };

// As the status prints it: "Primary".
std::string to_string(MemberType type);

// Why an agent is idle.
enum class IdleCause { none, startup, failure, unreachable, isolated, wrong_state, hand_over };

struct MemberState {
    std::string address;
    std::uint16_t port = 0;        // of bind.address
    std::int64_t incarnation = 0;  // another one after each start of the agent
    MemberType type = MemberType::idle;
    std::string db = "UNKNOWN";
    std::string vip;  // empty: none is configured
    bool vip_active = false;
    bool promotable = true;
    std::int64_t standby_since = 0;  // counts how often it became a standby
    bool failover_wanted = false;    // its primary database failed: somebody has to be promoted
    IdleCause idle_cause = IdleCause::none;
    bool operator==(const MemberState&) const = default;
};

Json to_json(const MemberState& state);
MemberState member_from(const Json& json);

// One line of the failover priority list. Excluded ones are kept, so that they are not taken for new ones.
struct PriorityEntry {
    std::string address;
    std::int64_t standby_since = 0;
    bool excluded = false;
    bool operator==(const PriorityEntry&) const = default;
};

// Held by all agents, changed by the coordinator. Version 0: of an agent that has not joined yet.
struct SharedLists {
    std::int64_t version = 0;
    std::vector<std::string> allowed;
    std::vector<PriorityEntry> priority;
    bool operator==(const SharedLists&) const = default;
};

Json to_json(const SharedLists& lists);
SharedLists lists_from(const Json& json);

// set-priority: 1 is the front, 0 takes it out. Adds an address that is not there yet.
void set_priority(SharedLists& lists, const std::string& address, int position);

// IPv4 by number, names by letter: whose turn it is to coordinate.
bool address_less(const std::string& a, const std::string& b);

}  // namespace standin
