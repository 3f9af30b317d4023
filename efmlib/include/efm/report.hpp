// Outcomes as words and as JSON.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "efm/ask_pools.hpp"
#include "efm/load_balancer.hpp"
#include "efm/pool_nodes.hpp"
#include "pcp/pool.hpp"

namespace efm {

// One line: what, where, why, and for a failure the remedy. With several pools, the failures first; last, those that
// the policy lets pass.
std::string sentence(const Outcome& outcome);

// One pool's part of it.
std::string sentence(const PoolOutcome& pool, const Outcome& outcome);

// Which event this was in the journal, and why it is not there.
struct JournalMark {
    std::string event;
    bool recorded = false;
    std::optional<std::string> loss;
};

// One document, "schema": 1. Its keys are in docs/json.md.
std::string to_json(const Outcome& outcome, int exit_code, const JournalMark& mark = {});
std::string to_json(const std::vector<FromPool<PoolNodes>>& pools, int exit_code);
std::string to_json(const std::vector<FromPool<pcp::WatchdogReport>>& pools, int exit_code);
std::string to_json(const std::vector<Assignment>& settings);

// {"schema": 1, "ok": ..., "exit": ..., "sentence": ...}: where there is nothing else to tell.
std::string to_json(const std::string& sentence, int exit_code);

}  // namespace efm
