// What the steps of one event mean to other programs of this host, and what theirs mean to it. Private to the library.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>

#include "efm/error.hpp"
#include "efm/plan.hpp"
#include "narrator.hpp"
#include "turn.hpp"

namespace efm {

// What one attempt at an event leaves to the next, by way of another member of a watchdog.
struct LedgerMemory {
    std::optional<Backend> target{};
    std::int64_t detach_mark = 0;         // the target's when the event came
    std::set<int> taken_along{};          // as in Event
    std::map<int, std::int64_t> marks{};  // of those, when they were
    bool has_promoted = false;            // whichever attempt it was
};

class StepLedger {
public:
    // References are kept. What is noted here is noted while the turn is ours.
    StepLedger(Turn& turn, Event& event, Narrator& narrator) : turn_(turn), event_(event), narrator_(narrator) {}

    // Goes on where another one for the same event and turn left off, and keeps it up to date.
    void go_on_with(LedgerMemory& memory);

    // From the first call on a detach of the target is newer than this event.
    void open(const Backend& target);

    // A detach that came after our promote stands, though it found the backend down already.
    void leave_out_what_was_detached();

    // The same for what reconcile would attach: no order that came after it had read them is undone.
    void leave_out_what_was_ordered_since(Turn::Moment orders_read, Plan& plan) const;

    // Pgpool has said why it will never do these. Nothing else has to wait for them.
    void leave_out_what_was_rejected(Plan& plan) const;

    // Whether the step is to be sent: a promote goes out once, whichever program sends it, since a second one would
    // take the new primary for the old. Throws Error (refused) if an attach has been overtaken by a detach.
    bool may_send(const Step& step);

    // It did not get out after all: whoever comes next may send it.
    void note_unsent(const Step& step);

    // What later rounds have to know of this one.
    void note(const Step& step, const PoolView& pool);

    // Keeps what Pgpool said of it until the others are done. Throws it if the event is about this backend alone.
    void note_rejected(const Step& step, const Error& words);

    // The first of these.
    const std::optional<Error>& rejection() const { return rejection_; }

    // It was seen to be done.
    void note_seen(const Step& step);

    // The plan has nothing left to do to the target, which is as it was last seen, or refuses to do it.
    void note_end(const std::optional<Backend>& target, bool is_refused);

    // Which of these orders a program of this host has seen done in this pool.
    void find_done(std::map<int, OrderedOut>& orders) const;

    bool has_sent_promote() const { return promote_sent_; }

    // What is down behind our promote, in words. Empty if nothing is.
    std::string left_down(const PoolView& pool) const;

private:
    void check_no_newer_detach() const;

    Turn& turn_;
    Event& event_;
    Narrator& narrator_;
    LedgerMemory own_;
    LedgerMemory* memory_ = &own_;
    bool promote_sent_ = false;
    std::set<std::pair<Act, int>> rejected_;
    std::optional<Error> rejection_;
};

}  // namespace efm
