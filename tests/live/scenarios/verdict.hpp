// What the clients of a rehearsal may demand: nothing acknowledged is lost, and nobody answered who was not entitled
// to.
#pragma once

#include <limits>
#include <map>
#include <string>
#include <vector>

#include "statement.hpp"

namespace scenarios {

struct Promotion {
    Time time = 0;
    std::string server;
};

// The manager had ordered this server out of the pool, the hook had said that it is out, and it was not yet in again.
struct Exclusion {
    std::string server;
    Time from = 0;
    Time until = std::numeric_limits<Time>::infinity();
};

struct Facts {
    Statements statements;
    std::vector<Promotion> promotions;  // in order; the first is the primary of the beginning
    std::vector<Exclusion> exclusions;
    std::map<long, std::string> rows;  // of the primary at the end: number to the server that took it
};

struct Verdict {
    std::size_t acknowledged = 0;
    std::vector<long> lost;               // acknowledged writes that are not there
    std::vector<std::string> unentitled;  // a sentence for each answer
};

Verdict judge(const Facts& facts);

// Between two moments.
struct Disturbance {
    std::size_t writes_refused = 0;
    std::size_t writes_lost = 0;  // no answer: they may have been done
    std::size_t reads_failed = 0;
    double write_gap = 0;  // the longest time without an acknowledged write, in seconds
    double read_gap = 0;
    std::map<std::string, int> errors;  // how often which
};
Disturbance disturbance(const Statements& statements, Time from, Time until);

}  // namespace scenarios
