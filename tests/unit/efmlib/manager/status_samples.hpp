// The reports in tests/data/efm, and values of them in words.
#pragma once

#include <fstream>
#include <iterator>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

#include "efm/cluster_status.hpp"

namespace samples {

inline const std::string folder = std::string(EFM_TEST_DATA) + "/efm/";

inline std::string read(const std::string& name)
{
    std::ifstream file(folder + name, std::ios::binary);
    if (!file) throw std::runtime_error("cannot open " + folder + name);
    return {std::istreambuf_iterator<char>(file), {}};
}

inline std::string words(const std::optional<efm::Liveness>& liveness)
{
    return liveness ? std::string(to_string(*liveness)) : "-";
}

inline std::string words(const std::optional<efm::Lsn>& lsn)
{
    return lsn ? to_string(*lsn) : "-";
}

// "10.20.30.11 primary, agent -, db up, vip 10.20.30.100*, - 0/6000148": received and replayed; "-" is unknown.
inline std::string words(const efm::Member& member)
{
    const std::string star = !member.vip_active ? "?" : *member.vip_active ? "*" : "";
    return member.address + ' ' + std::string(to_string(member.type)) + ", agent " + words(member.agent) + ", db " +
           words(member.database) + ", vip " + member.vip.value_or("-") + star + ", " + words(member.received) + ' ' +
           words(member.replayed);
}

inline std::vector<std::string> words(const efm::ClusterStatus& status)
{
    std::vector<std::string> lines;
    for (const efm::Member& member : status.members) lines.push_back(words(member));
    return lines;
}

}  // namespace samples
