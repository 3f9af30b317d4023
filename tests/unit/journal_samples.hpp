// Events as hooks would write them.
#pragma once

#include "efm/journal_records.hpp"

namespace journal_samples {

inline efm::Timestamp at(std::int64_t milliseconds)
{
    return efm::Timestamp{std::chrono::milliseconds{1'795'248'462'000 + milliseconds}};
}

inline efm::NewEvent order(const std::string& id, const std::string& verb, const std::string& member,
                           efm::Party party = efm::Party::manager)
{
    return {
        .id = id,
        .verb = verb,
        .target = member,
        .member = efm::parse_address(member),
        .type = "s",
        .source = {.party = party, .program = "load_balancer_" + verb, .uid = 999, .pid = 4711, .caller = "java[8]"},
        .pools = {"a:9898", "b:9898"},
        .intent = verb + ' ' + member};
}

inline const efm::Epoch first{7'123'456'789'012'345'678, 1};
inline const efm::Epoch second{7'123'456'789'012'345'678, 2, efm::Lsn{0x3000148}};

}  // namespace journal_samples
