// What the journal keeps: events with their steps and results, standing orders, holds. Plain values.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "efm/address.hpp"
#include "efm/epoch.hpp"
#include "efm/party.hpp"

namespace efm {

using Timestamp = std::chrono::sys_time<std::chrono::microseconds>;

// Of one host: "1795248462.123456-4711", the second and the process that it began in. Also marks the lines of the log.
using EventId = std::string;

// The process that acts, and who called it.
struct Source {
    Party party = Party::operators;
    std::string program{};  // "load_balancer_detach"
    uid_t uid = 0;
    pid_t pid = 0;
    std::int64_t started = 0;  // in ticks since boot: with pid, tells this process from a later one
    std::string caller{};      // "java[812]"
    bool operator==(const Source&) const = default;
};

// An event as it is known before the first act: the intent.
struct NewEvent {
    EventId id{};
    std::string verb{};                            // attach, detach, promote, follow, ...
    std::string target{};                          // as the caller named it: "10.0.0.3", "backend 2"
    std::optional<Address> member = std::nullopt;  // that, as an address; without it there is no standing order
    std::string type{};                            // what the caller calls the member: p, s or nothing
    Source source{};
    std::vector<std::string> pools{};  // "localhost:9898"
    std::optional<Epoch> epoch = std::nullopt;
    std::string intent{};  // what is going to be done, in words
    bool operator==(const NewEvent&) const = default;
};

// One line of an event's story.
struct StepRecord {
    std::string pool{};     // empty: the program's own
    std::string step{};     // survey, ask, plan, act, notice, wait, verify, ...
    std::string backend{};  // whom it is about, if anybody
    std::string detail{};   // the reason, the proof, what was seen
    std::string outcome{};  // if there is a word for it
    std::optional<std::chrono::microseconds> took = std::nullopt;
    Timestamp at{};  // filled in by Journal::note if it is not set
    bool operator==(const StepRecord&) const = default;
};

enum class Ending {
    done,         // seen to be so, or nothing to do
    not_reached,  // not so by the deadline: to be tried again
    refused,      // it must not be, or there is nobody to do it to: trying again will not help
    superseded,   // a newer promotion, or a newer order of the same party
};

struct PoolResult {
    std::string pool{};
    bool reached = false;
    std::string backend{};   // "backend 2 (10.0.0.3:5432)"
    std::string sentence{};  // what was seen; or why it was not reached
    std::chrono::milliseconds took{0};
    bool operator==(const PoolResult&) const = default;
};

struct Closing {
    Ending ending = Ending::done;
    std::string sentence{};
    std::vector<PoolResult> results{};
    std::optional<Epoch> epoch = std::nullopt;  // as the survey read it; none leaves what begin() knew
    bool operator==(const Closing&) const = default;
};

struct RecordedEvent {
    std::int64_t number = 0;  // short, of this journal only
    std::string host{};
    NewEvent given{};
    Timestamp began{};
    std::optional<Timestamp> ended = std::nullopt;  // none: it runs, or was killed
    std::optional<Ending> ending = std::nullopt;
    std::string sentence{};
    bool running = false;  // its process still lives on this host
    std::vector<StepRecord> steps{};
    std::vector<PoolResult> results{};
    bool operator==(const RecordedEvent&) const = default;
};

// The last word of a party about a member: attach or detach.
struct Order {
    Address member{};
    Party party = Party::manager;
    std::string verb{};
    EventId event{};
    Timestamp at{};
    std::optional<Epoch> epoch = std::nullopt;
    bool operator==(const Order&) const = default;
};

// A member that must not be attached for now.
struct Hold {
    Address member{};
    std::string reason{};
    std::string holder{};  // who said so: "postgres"
    Timestamp since{};
    std::optional<Timestamp> until = std::nullopt;  // none: until it is released
    bool operator==(const Hold&) const = default;
};

// Which events to read. The newest are taken first, and handed out oldest first.
struct EventFilter {
    std::optional<std::string> event = std::nullopt;  // an id, or a number
    std::optional<Timestamp> since = std::nullopt;    // that ended then or later, or have not ended
    std::optional<Timestamp> until = std::nullopt;    // that began then or sooner
    std::size_t limit = 1'000;
    bool with_steps = true;  // and results
};

// Whether both mean one member: the same name without regard to case, or the same address by value, and no two ports.
// Names are not looked up.
bool same_member(const Address& a, const Address& b);

// This process and its caller.
Source this_process(std::string program, Party party);

std::string_view to_string(Party party);
std::string_view to_string(Ending ending);
std::optional<Party> parse_party(std::string_view text);
std::optional<Ending> parse_ending(std::string_view text);

}  // namespace efm
