// The places in which the latest snapshots lie: how old they are, how good, and who waits for others. Plain; who reads
// or writes them holds the lock. Times are in ticks().
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "snapshot.hpp"

namespace sqlext {

inline constexpr std::size_t most_slots = 128;  // six are the pools', three each cluster's

// How old an answer is, and how good.
struct Standing {
    std::uint64_t version;  // 0: there is no answer
    std::uint64_t size;     // of it as bytes
    Microseconds started;
    Microseconds collected;
    Microseconds collected_at;  // by the clock
    Microseconds good_until;   // if the ttl is over sooner: when its successor, which comes by itself, ought to be here
    Microseconds void_before;  // what began earlier was declared void
    Microseconds round;        // when the collector's latest round began; 0: none was over yet
    int failures;              // in a row, this one included; of the settings 1
};

// Now it is that of the snapshot, under this version. `good_until`: 0, it is of no round.
void renew(Standing& standing, const Snapshot& snapshot, std::uint64_t version, Microseconds good_until);

// Whether who asks at that moment takes it. A ttl of 0 s: nothing that began earlier.
bool is_answer(const Standing& standing, Microseconds asked, int ttl);

struct Slot {
    Subject subject;
    char cluster[65];
    std::uint64_t bytes;  // where the snapshot lies
    Standing standing;
    Microseconds requested;      // somebody wants one that begins after this; 0: nobody does
    bool is_due;                 // by the collector's own rounds
    Microseconds running_since;  // 0: nobody looks
    Microseconds used;           // 0: the slot is free
};

using Slots = std::array<Slot, most_slots>;

// Null: nobody has asked yet.
Slot* find_slot(Slots& slots, Subject subject, const char* cluster);

// The one to take for something new: free, or not asked for the longest.
Slot& oldest_slot(Slots& slots);
void take_slot(Slot& slot, Subject subject, const char* cluster);

// Who asks at that moment wants an answer; with a ttl, what is being looked at will do.
void request(Slot& slot, Microseconds asked, int ttl);

// Of a cluster whose status is wanted again and again: notes that it is due, if it is, and says when it will be.
Microseconds next_round(Slot& slot, Microseconds pause);

// What is to be looked at now.
struct Wanted {
    Subject subject;
    char cluster[65];
    bool polled;
};

// All of it, and how many; from now on it is under way.
std::size_t take_wanted(Slots& slots, std::array<Wanted, most_slots>& wanted);

}  // namespace sqlext
