// This host's journal, for those who can do without.
#pragma once

#include <optional>
#include <string>

#include "call.hpp"
#include "efm/cluster_metrics.hpp"

namespace hooks {

struct JournalReading {
    std::optional<efm::JournalFacts> facts;
    std::string failure;  // why there are none
};

// Its newest events and what stands in it. A disk that hangs costs a quarter of the call's time. To be called before
// there are threads.
JournalReading read_journal_facts(const Call& call, bool with_steps);

}  // namespace hooks
