#include "status_rows.hpp"

#include <arpa/inet.h>

#include <algorithm>
#include <array>
#include <map>
#include <optional>

namespace sqlext {
namespace {

using efm::AgentType;
using efm::ClusterStatus;
using efm::Member;

bool is_inet(const std::string& address)
{
    std::array<unsigned char, sizeof(in6_addr)> bytes{};
    return ::inet_pton(AF_INET, address.c_str(), bytes.data()) == 1 ||
           ::inet_pton(AF_INET6, address.c_str(), bytes.data()) == 1;
}

std::string word_or_unknown(const std::string& word)
{
    return word.empty() ? "Unknown" : word;
}

std::string type_word(const Member& member)
{
    return member.type == AgentType::primary ? "Primary" : word_or_unknown(member.type_word);
}

std::string agent_word(const Member& member)
{
    if (!member.agent_word.empty()) return member.agent_word;
    if (member.type == AgentType::down) return "DOWN";
    return member.type == AgentType::unknown ? "Unknown" : "UP";
}

Value not_empty(std::string text)
{
    if (text.empty()) return std::nullopt;
    return text;
}

// In the order of promotion, from 1 on. None: EFM says nothing of one.
using Places = std::optional<std::map<std::string, std::size_t>>;

Places places_of(const ClusterStatus& status)
{
    if (!status.failover_priority) return std::nullopt;
    std::map<std::string, std::size_t> places;
    for (const std::string& address : *status.failover_priority) places.emplace(address, places.size() + 1);
    return places;
}

// Nothing for members that are no candidates by their type.
std::optional<std::size_t> priority_of(const Places& places, const Member& member)
{
    if (!places) return std::nullopt;
    const auto found = places->find(member.address);
    if (found != places->end()) return found->second;
    if (member.type == AgentType::standby) return 0;
    return std::nullopt;
}

Row node_row(const Places& places, const Member& member, const std::string& collected_at)
{
    const auto priority = priority_of(places, member);
    const MemberWords words = words_of(member);
    return {member.address,
            words.type,
            words.agent,
            words.database,
            member.replayed ? Value(to_string(*member.replayed)) : std::nullopt,
            not_empty(member.info),
            priority && *priority > 0 ? Value(std::to_string(*priority)) : std::nullopt,
            priority ? boolean(*priority > 0) : std::nullopt,
            collected_at};
}

// In a word, and why.
struct Verdict {
    std::string word;
    Value reason{};
};

Verdict verdict_of_manager(const Snapshot& snapshot)
{
    if (snapshot.exit_code == 0) return {"healthy"};
    return {"unhealthy", "efm ended with " + std::to_string(snapshot.exit_code)};
}

// By the column `difference`, or `error`, where there is one.
Verdict verdict_of_rows(const Snapshot& snapshot)
{
    const bool of_pools = is_of_pools(snapshot.subject);
    for (const Row& row : snapshot.rows) {
        const bool differs = of_pools ? row.back().has_value() : row.at(row.size() - 2) == boolean(false);
        if (differs) return {of_pools ? "incomplete" : "differs", row.back()};
    }
    return {of_pools ? "complete" : "agrees"};
}

Verdict verdict_of(const Snapshot& snapshot)
{
    if (snapshot.failure) return {"failed", snapshot.failure->message};
    if (snapshot.subject == Subject::manager) return verdict_of_manager(snapshot);
    if (snapshot.subject == Subject::metrics) return {"counted"};
    return verdict_of_rows(snapshot);
}

}  // namespace

MemberWords words_of(const Member& member)
{
    return {type_word(member), agent_word(member), word_or_unknown(member.database_word)};
}

Table node_rows(const ClusterStatus& status, Microseconds collected_at)
{
    const std::string time = to_timestamp(collected_at);
    const Places places = places_of(status);
    Table rows;
    for (const Member& member : status.members) {
        if (is_inet(member.address)) rows.push_back(node_row(places, member, time));
    }
    return rows;
}

Row availability_row(const Snapshot& snapshot)
{
    if (!snapshot.failure) return {boolean(true), "0", "EFM is available and responding"};
    return {boolean(false), std::to_string(snapshot.unavailable), snapshot.unavailable_reason};
}

Table dated_rows(const Snapshot& snapshot)
{
    const std::string time = to_timestamp(snapshot.collected_at);
    Table rows = snapshot.rows;
    for (Row& row : rows) row.emplace_back(time);
    return rows;
}

Row snapshot_row(const Snapshot& snapshot, std::uint64_t version, bool stale, bool own)
{
    const Verdict verdict = verdict_of(snapshot);
    const bool has_exit_code = snapshot.subject == Subject::manager && (!snapshot.failure || snapshot.exit_code > 0);
    return {std::string(to_string(snapshot.subject)),
            not_empty(snapshot.cluster),
            std::to_string(version),
            to_timestamp(snapshot.collected_at),
            std::to_string(snapshot.collected - snapshot.began) + " microseconds",
            boolean(stale),
            own               ? "session"
            : snapshot.polled ? "poll"
                              : "request",
            has_exit_code ? Value(std::to_string(snapshot.exit_code)) : std::nullopt,
            verdict.word,
            verdict.reason};
}

}  // namespace sqlext
