// What every status keeps to, whatever it was read from.
#pragma once

#include <algorithm>
#include <string>
#include <string_view>

#include "efm/error.hpp"
#include "efm/status_reports.hpp"
#include "printable.hpp"
#include "require.hpp"

inline void require_printable(const std::string& text)
{
    require(efm::one_line(text) == text, "a text is one printable line");
}

inline void require_entries(const std::vector<std::string>& entries)
{
    require(entries.size() <= 1000, "a list is of believable length");
    for (const std::string& entry : entries) {
        require(!entry.empty(), "an entry is not empty");
        require_printable(entry);
    }
}

inline void require_member(const efm::ClusterStatus& status, const efm::Member& member)
{
    require(!member.address.empty(), "a member has an address");
    require(efm::find(status, member.address) == &member, "an address is there once");
    require(!member.vip || !member.vip->empty(), "no vip is no empty one");
    require(member.database.has_value() != member.database_word.empty(), "a database's state comes from a word");
    require(member.agent.has_value() != member.agent_word.empty(), "an agent's state comes from a word");
    for (const std::string* text : {&member.address, &member.type_word, &member.database_word, &member.info}) {
        require_printable(*text);
    }
    for (const auto& lsn : {member.received, member.replayed}) {
        require(!lsn || efm::parse_lsn(to_string(*lsn)) == lsn, "an LSN is printed as it is read");
    }
}

inline void require_status(const efm::ClusterStatus& status)
{
    require(!status.members.empty(), "a cluster has members");
    require(!status.healthy, "health comes from the exit code");
    require(status.remarks.size() <= 21, "remarks are few");
    require(std::ranges::is_sorted(status.members, {}, &efm::Member::address), "members are in order");
    for (const efm::Member& member : status.members) require_member(status, member);
    for (const auto& list : {status.allowed, status.failover_priority, status.missing}) {
        if (list) require_entries(*list);
    }
    require_entries(status.messages);
    require_entries(status.remarks);
    if (status.coordinator) require_entries({*status.coordinator});
    if (status.cluster) require_entries({*status.cluster});
    require(status == efm::ClusterStatus{status}, "a status equals its copy");
}

inline void parse_and_require(efm::Report report, std::string_view text)
{
    try {
        require_status(parse_report(report, text));
    } catch (const efm::Error& error) {
        require(error.kind() == efm::Error::Kind::protocol, "a parser's error is of kind protocol");
        require_printable(error.what());
        require(std::string_view(error.what()).size() < 400, "an error is short");
    }
}
