// One row of the scenarios, played in one house: acts that are measured, and what is promised of them.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "house.hpp"
#include "verdict.hpp"

namespace scenarios {

// What a row may promise.
enum class Claim {
    manager,      // EFM came to the state it was to come to
    obedience,    // Pgpool changed nothing before the first hook told it to
    agreement,    // EFM, Pgpool and the servers said the same after each act
    full_reads,   // all servers that ought to took reads again
    durability,   // no acknowledged write is missing
    entitlement,  // nobody answered who was not entitled to
    hooks         // all hooks succeeded, but for those that had to refuse, which did
};
std::string to_string(Claim claim);

// What a row does not promise yet, and why. To tighten the promise, take it out.
struct NotYet {
    Claim claim = Claim::manager;
    std::string act;  // in which; empty: in all of them, and in the end
    std::string why;
    std::string error{};  // only if clients were told this; empty: whatever they were told
};

// A hook that knows better than its caller, and has to say so: it exits 77.
struct Refused {
    std::string act;   // in which
    std::string hook;  // "detach 10.213.0.11"
};

// It promises everything else.
struct Row {
    int number = 0;
    std::string title;
    std::vector<NotYet> not_yet;
    std::vector<Refused> refused{};
};

struct Act {
    std::string title;
    Time begun = 0;
    std::vector<std::string> hooks;     // "detach 127.0.0.13 s: exit 0"
    std::optional<double> pool_change;  // seconds from the event to the first change of the pool
    std::optional<double> full_reads;   // ... until all servers that ought to took reads again, without an error since
    Disturbance clients;
};

struct Broken {
    Claim claim = Claim::manager;
    std::string act;
    std::string what;
    std::string not_yet;  // why it is not promised; empty: it is, or nothing is
};

// Of the scripts of 2020 nothing is promised: what they break is printed.
class Rehearsal {
public:
    Rehearsal(Row row, House& house);

    // Lets something happen, and waits until EFM lists its members as these types (an empty word: any) and everything
    // has come to rest.
    const Act& act(const std::string& title, const std::function<void()>& event, const std::vector<std::string>& types);

    // Ends the traffic, reports what was promised and not kept as the test's failures, and hands the rest to the table.
    void judge();

    const Row& row() const { return row_; }
    const std::string& contender() const { return house_.contender().name; }
    const std::vector<Act>& acts() const { return acts_; }
    const std::vector<Broken>& broken() const { return broken_; }
    const Verdict& verdict() const { return verdict_; }
    std::size_t crashed_sessions() const { return crashed_sessions_; }

private:
    void wait_for_rest(const Act& act, const std::vector<std::string>& types);
    std::optional<double> pool_change(Time begun) const;
    void check_obedience(const Act& act);
    std::optional<double> full_reads(Time begun) const;
    void note_hooks(Act& act);
    bool has_to_refuse(const Act& act, const std::string& hook) const;
    void breaks(Claim claim, const std::string& act, const std::string& what);
    const NotYet* exception(Claim claim, const std::string& act) const;
    bool were_clients_told(const std::string& words) const;

    Row row_;
    House& house_;
    std::vector<Act> acts_;
    std::vector<Broken> broken_;
    Verdict verdict_;
    std::size_t crashed_sessions_ = 0;  // Pgpool's own
};

}  // namespace scenarios
