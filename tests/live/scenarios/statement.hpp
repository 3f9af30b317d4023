// What a client asked of the pool, and what became of it.
#pragma once

#include <string>
#include <vector>

namespace scenarios {

// Of the wall clock, in seconds since 1970: as the stand-in writes its events down, so that all can be put in one
// order.
using Time = double;
Time now();

struct Statement {
    enum class Kind { write, read };
    enum class Outcome {
        answered,  // a write: acknowledged
        refused,   // an error, or no connection: it was not done
        lost       // no answer: a write may have been done
    };

    Kind kind = Kind::read;
    Outcome outcome = Outcome::refused;
    Time begun = 0;
    Time ended = 0;
    std::string server;    // the address of the one that answered
    bool standby = false;  // it was in recovery
    long number = 0;       // of the row written, or of the newest row that was read; 0: there was none
    std::string origin;    // the server that had taken that row
    std::string error;

    bool answered() const { return outcome == Outcome::answered; }
};

using Statements = std::vector<Statement>;

}  // namespace scenarios
