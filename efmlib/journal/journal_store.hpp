// The journal's records in a database. Waits for the disk as long as the disk takes: see journal_keeper.hpp for who
// may. Private to the library. Throws Error as sqlite.hpp says.
#pragma once

#include <string>
#include <vector>

#include "efm/journal_records.hpp"
#include "sqlite.hpp"

namespace efm {

class JournalStore {
public:
    // What is kept at most; what is older goes first.
    static constexpr int most_events = 10'000;
    static constexpr auto longest_kept = std::chrono::days{180};
    static constexpr int most_steps = 1'000;  // of an event

    // Checks the schema, and makes it where it may write.
    JournalStore(Database database, Database::Access access);

    void begin(const NewEvent& event, Timestamp now);
    void note(const EventId& event, const StepRecord& step);
    void close(const EventId& event, const Closing& closing, Timestamp now);
    void supersede(const Epoch& newest, Timestamp now);

    std::vector<RecordedEvent> open_events();
    std::vector<RecordedEvent> events(const EventFilter& filter);
    std::vector<Order> orders();

    void hold(const Hold& hold);
    bool release(const Address& member);
    std::vector<Hold> holds(Timestamp now);

    void copy_to(const std::string& file);

    // Forgets what is too old or too much, a little at a time, and works the log into the file. Nobody should wait for
    // it.
    void tidy(Timestamp now);

private:
    enum class Safety { power_failure, crash };
    void be_safe_from(Safety what);
    void take_order(const NewEvent& event, Timestamp now);
    bool forget_hold(const Address& member);
    std::vector<std::int64_t> too_old(Timestamp now);
    void add_details(RecordedEvent& event);
    std::vector<RecordedEvent> read(const std::string& condition, auto&&... values);

    Database database_;
};

}  // namespace efm
