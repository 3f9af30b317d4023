// The journal of this host: what was going to be done, what came of it, what stands. In state_dir, see docs/journal.md.
//
// It is kept by a process of its own, forked for this purpose: whoever waits for a disk that hangs cannot be ended, not
// even by kill -9, so the one who acts must not be it. Records are handed over and waited for no longer than a budget.
// A journal that cannot be written costs the record, never the act; loss() says why.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "efm/journal_records.hpp"
#include "pcp/deadline.hpp"

namespace efm {

class Journal {
public:
    struct Setup {
        std::string state_dir;                     // empty: nothing is kept, and that is no loss
        std::chrono::milliseconds budget{1'000};   // what settle() and known_holds() may wait, in all
        pcp::Patience patience{};                  // bounds everything
        std::function<Timestamp()> now = nullptr;  // default: the system's clock
    };

    // Starts the keeper. Best done early, while the process has one thread and no secrets. Never fails.
    explicit Journal(Setup setup);

    // What was handed over will be written even if this process is gone.
    ~Journal();
    Journal(const Journal&) = delete;
    Journal& operator=(const Journal&) = delete;

    // --- Records: handed over without waiting. May be called by several threads at once. Nothing throws. ---

    // The intent. A manager's or an operator's attach or detach becomes that party's standing order about the member,
    // and supersedes its open ones.
    void begin(const NewEvent& event);
    void note(const EventId& event, StepRecord step);
    void close(const EventId& event, const Closing& closing);

    // Open events of an older epoch are not to be replayed.
    void supersede(const Epoch& newest);

    // Waits until all that was handed over is kept: intents and orders safe from a power failure, steps and endings
    // from a crash of this program. To be called before the first act, and after the last, with no PCP connection open.
    // False if the budget was not enough or something could not be written.
    bool settle();

    // Whether the intent that was handed over last is kept, or lost, by then. False is no loss yet. Waits no longer
    // than that, whatever other threads wait for.
    bool has_intent_within(std::chrono::milliseconds moment);

    // One sentence about what is not in the journal, if anything.
    std::optional<std::string> loss() const;

    // Within the budget too. None also if the journal cannot tell, which is a loss then: unknown is no proof.
    std::vector<Hold> known_holds();

    // --- Questions and orders: wait to the deadline. Throw Error (system, try_later, configuration, bad_data). ---

    // What reconcile has to take up: begun and not closed, or not reached. Those that still run are marked.
    std::vector<RecordedEvent> open_events();
    std::vector<Order> orders();
    std::vector<Hold> holds();  // those that are over are not among them

    // One for a member; a newer one replaces it.
    void hold(const Hold& hold);

    // False if it was not held.
    bool release(const Address& member);

    std::vector<RecordedEvent> events(const EventFilter& filter);

    // A whole copy in one file, for another host. The file must not exist.
    void copy_to(const std::string& file);

private:
    class Line;

    std::string ask(const std::string& request, const pcp::Deadline& deadline);
    template <typename Value>
    Value answer_to(const std::string& request);
    bool collect(const pcp::Deadline& deadline, std::size_t but = 0);
    std::chrono::milliseconds allowance() const;
    void hand_over(const std::string& request);
    void lose(const std::string& why);

    Setup setup_;
    std::chrono::milliseconds left_;  // of the budget
    mutable std::timed_mutex guard_;
    std::unique_ptr<Line> line_;     // to the keeper; null: there is none
    std::size_t behind_intent_ = 0;  // requests that were handed over since
    std::optional<std::string> loss_;
};

// The events of another host's journal, or of a copy. Only reads; waits to the deadline. Throws Error.
std::vector<RecordedEvent> read_journal(const std::string& file, const EventFilter& filter,
                                        const pcp::Patience& patience);

}  // namespace efm
