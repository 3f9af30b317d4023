// What the manager says of its cluster: the manager's view in a survey. Plain values.
//
// One type for the three reports of `efm`: cluster-status-json, cluster-status and node-status-json. What a report does
// not carry is an empty optional, and so is what the manager could not find out. docs/efm-status.md says who reads
// what.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "efm/lsn.hpp"

namespace efm {

// What a member's agent is doing. `unknown` is a word that this library does not know; it is in Member::type_word.
enum class AgentType {
    unknown,
    primary,
    standby,
    witness,
    idle,       // runs, and does not watch its database
    promoting,  // a standby on its way
    down,       // EFM 5: a member whose agent is gone. EFM 4 does not list it any more
};

// Of an agent or a database. `unknown` is what the manager says when it cannot tell, and any word not known here.
enum class Liveness { unknown, up, down, not_applicable };

struct Member {
    std::string address;  // as EFM knows it: a name or an address literal, without a port
    AgentType type = AgentType::unknown;
    std::string type_word;          // as it was written: "Master" is a primary
    std::optional<Liveness> agent;  // said by EFM 4.0 and older only
    std::string agent_word;
    std::optional<Liveness> database;  // the agent's belief, which may lag by the detection time
    std::string database_word;
    std::optional<std::string> vip;  // empty: none is configured, or vip_active is empty too
    std::optional<bool> vip_active;  // assigned here; two members may both say so. Empty: not said
    // Out of live queries, which may contradict `database`. Empty: unknown, or not a thing this member has (a primary
    // receives nothing, a witness has no database).
    std::optional<Lsn> received;
    std::optional<Lsn> replayed;  // on a primary: the current position
    std::string info;             // for people
    bool operator==(const Member&) const = default;
};

struct ClusterStatus {
    std::optional<std::string> cluster;               // text only
    std::vector<Member> members;                      // by address, each address once
    std::optional<std::vector<std::string>> allowed;  // may join; says nothing of who has
    std::optional<std::vector<std::string>> failover_priority;
    std::optional<std::vector<std::string>> missing;  // JSON only
    std::optional<std::string> coordinator;
    std::optional<int> minimum_standbys;  // JSON only
    std::vector<std::string> messages;    // for people; that all is well is no message
    std::optional<bool> healthy;          // the command's exit code was 0; empty if only its text is known
    std::vector<std::string> remarks;     // what was odd in the report, and what became of it
    bool operator==(const ClusterStatus&) const = default;
};

// By the text of the address, letters in any case. Nothing is resolved. Null: not a member.
const Member* find(const ClusterStatus& status, std::string_view address);

// In the order of their addresses. More than one primary, or none, is an ordinary answer.
std::vector<const Member*> members_of(const ClusterStatus& status, AgentType type);
std::vector<const Member*> primaries(const ClusterStatus& status);

// Those that say the virtual address is theirs. No proof of being the primary.
std::vector<const Member*> vip_holders(const ClusterStatus& status);

std::string_view to_string(AgentType type);
std::string_view to_string(Liveness liveness);

}  // namespace efm
