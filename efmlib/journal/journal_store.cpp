#include "journal_store.hpp"

#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <utility>

#include "efm/error.hpp"
#include "journal_rows.hpp"
#include "journal_schema.hpp"
#include "journal_source.hpp"
#include "printable.hpp"

namespace efm {
namespace {

constexpr std::size_t longest_text = 2'000;
constexpr int pages_of_log = 4'000;  // 16 MB: only if every keeper is killed before it can tidy up
constexpr int forgotten_at_once = 200;
constexpr const char* is_open = "(ended IS NULL OR ending = 'not_reached')";

std::string this_host()
{
    char name[256] = {};
    ::gethostname(name, sizeof name - 1);
    return excerpt(name, 255);
}

std::string cut(const std::string& text)
{
    return excerpt(text, longest_text);
}

bool is_order(const NewEvent& event)
{
    const bool by_word = event.source.party == Party::manager || event.source.party == Party::operators;
    return by_word && event.member && (event.verb == "attach" || event.verb == "detach");
}

bool is_number(const std::string& text)
{
    return !text.empty() && text.find_first_not_of("0123456789") == std::string::npos;
}

}  // namespace

JournalStore::JournalStore(Database database, Database::Access access) : database_(std::move(database))
{
    if (access != Database::Access::write) {
        check_schema(database_);
        return;
    }
    prepare_schema(database_);
    database_.run("PRAGMA wal_autocheckpoint = " + std::to_string(pages_of_log));
    database_.run("PRAGMA journal_size_limit = 4194304");
}

// A step or an ending that a power failure takes is found missing by the next survey; an intent would be missed.
void JournalStore::be_safe_from(Safety what)
{
    database_.run(what == Safety::power_failure ? "PRAGMA synchronous = FULL" : "PRAGMA synchronous = NORMAL");
}

void JournalStore::begin(const NewEvent& event, Timestamp now)
{
    be_safe_from(Safety::power_failure);
    Transaction transaction(database_);
    if (is_order(event)) take_order(event, now);
    const Source& source = event.source;
    const auto epoch = columns_of(event.epoch);
    database_.run(
        "INSERT INTO event (id, host, began, verb, target, member, type, party, program, uid, pid, started, caller, "
        "pools, intent, system, timeline, switched_at) VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)",
        cut(event.id), this_host(), microseconds_of(now), cut(event.verb), cut(event.target), text_of(event.member),
        cut(event.type), to_string(source.party), cut(source.program), source.uid, source.pid, source.started,
        cut(source.caller), cut(joined(event.pools)), cut(event.intent), epoch.system, epoch.timeline,
        epoch.switched_at);
    transaction.commit();
}

// The party's word counts from now on, and its open ones about the same member are not to be replayed.
void JournalStore::take_order(const NewEvent& event, Timestamp now)
{
    const std::string_view party = to_string(event.source.party);
    for (const Order& order : orders()) {
        if (order.party != event.source.party || !same_member(order.member, *event.member)) continue;
        database_.run("DELETE FROM standing WHERE member = ? AND party = ?", to_string(order.member), party);
    }
    const auto epoch = columns_of(event.epoch);
    database_.run("INSERT OR REPLACE INTO standing VALUES (?,?,?,?,?,?,?,?)", to_string(*event.member), party,
                  event.verb, cut(event.id), microseconds_of(now), epoch.system, epoch.timeline, epoch.switched_at);
    for (const RecordedEvent& open :
         read(std::string(is_open) + " AND party = ? ORDER BY number LIMIT ?", party, most_events)) {
        if (!is_order(open.given) || !same_member(*open.given.member, *event.member)) continue;
        database_.run("UPDATE event SET ending = 'superseded', ended = coalesce(ended, ?) WHERE number = ?",
                      microseconds_of(now), open.number);
    }
}

void JournalStore::note(const EventId& event, const StepRecord& step)
{
    be_safe_from(Safety::crash);
    database_.run(
        "INSERT INTO step SELECT number, ?, ?, ?, ?, ?, ?, ? FROM event WHERE id = ? AND "
        "(SELECT count(*) FROM step WHERE step.event = event.number) < ?",
        microseconds_of(step.at), cut(step.pool), cut(step.step), cut(step.backend), cut(step.detail),
        cut(step.outcome), microseconds_of(step.took), event, most_steps);
}

// What was superseded meanwhile and not reached stays superseded: it must not be replayed. Nor must a detach that was
// refused in all pools: it does not stand as an order.
void JournalStore::close(const EventId& event, const Closing& closing, Timestamp now)
{
    be_safe_from(Safety::crash);
    Transaction transaction(database_);
    database_.run(
        "UPDATE event SET ended = ?, sentence = ?, "
        "ending = CASE WHEN ending = 'superseded' AND ?3 = 'not_reached' THEN ending ELSE ?3 END WHERE id = ?4",
        microseconds_of(now), cut(closing.sentence), to_string(closing.ending), event);
    const bool anywhere = std::ranges::any_of(closing.results, &PoolResult::reached);
    if (closing.ending == Ending::refused && !anywhere) {
        database_.run("DELETE FROM standing WHERE event = ? AND verb = 'detach'", event);
    }
    if (closing.epoch) {
        const auto epoch = columns_of(closing.epoch);
        database_.run("UPDATE event SET system = ?, timeline = ?, switched_at = ? WHERE id = ?", epoch.system,
                      epoch.timeline, epoch.switched_at, event);
    }
    for (const PoolResult& result : closing.results) {
        database_.run("INSERT INTO result SELECT number, ?, ?, ?, ?, ? FROM event WHERE id = ?", cut(result.pool),
                      result.reached ? 1 : 0, cut(result.backend), cut(result.sentence), result.took.count(), event);
    }
    transaction.commit();
}

void JournalStore::supersede(const Epoch& newest, Timestamp now)
{
    be_safe_from(Safety::power_failure);
    Transaction transaction(database_);
    for (const RecordedEvent& open : open_events()) {
        if (!open.given.epoch || !(*open.given.epoch < newest)) continue;
        database_.run("UPDATE event SET ending = 'superseded', ended = coalesce(ended, ?) WHERE number = ?",
                      microseconds_of(now), open.number);
    }
    transaction.commit();
}

std::vector<RecordedEvent> JournalStore::read(const std::string& condition, auto&&... values)
{
    Statement rows =
        database_.rows("SELECT " + std::string(event_columns) + " FROM event WHERE " + condition, values...);
    std::vector<RecordedEvent> events;
    while (rows.next()) events.push_back(event_of(rows));
    const std::string host = this_host();
    for (RecordedEvent& event : events) {
        event.running = !event.ended && event.host == host && is_alive(event.given.source);
    }
    return events;
}

std::vector<RecordedEvent> JournalStore::open_events()
{
    return read(std::string(is_open) + " ORDER BY number LIMIT ?", most_events);
}

std::vector<RecordedEvent> JournalStore::events(const EventFilter& filter)
{
    std::vector<RecordedEvent> events;
    if (filter.event) {
        const std::string column = is_number(*filter.event) ? "CAST(number AS TEXT)" : "id";
        events = read(column + " = ?", *filter.event);
    } else {
        const std::int64_t since = filter.since ? microseconds_of(*filter.since) : INT64_MIN;
        const std::int64_t until = filter.until ? microseconds_of(*filter.until) : INT64_MAX;
        events = read("(ended IS NULL OR ended >= ?) AND began <= ? ORDER BY began DESC, number DESC LIMIT ?", since,
                      until, std::min<std::size_t>(filter.limit, most_events));
        std::ranges::reverse(events);
    }
    if (filter.with_steps) std::ranges::for_each(events, [&](RecordedEvent& event) { add_details(event); });
    return events;
}

void JournalStore::add_details(RecordedEvent& event)
{
    Statement steps = database_.rows(
        "SELECT at, pool, step, backend, detail, outcome, took FROM step WHERE event = ? ORDER BY at, rowid LIMIT ?",
        event.number, most_steps);
    while (steps.next()) event.steps.push_back(step_of(steps));
    Statement results = database_.rows(
        "SELECT pool, reached, backend, sentence, took FROM result WHERE event = ? ORDER BY rowid LIMIT ?",
        event.number, most_steps);
    while (results.next()) event.results.push_back(result_of(results));
}

std::vector<Order> JournalStore::orders()
{
    Statement rows = database_.rows(
        "SELECT member, party, verb, event, at, system, timeline, switched_at FROM standing "
        "ORDER BY at, member LIMIT ?",
        most_events);
    std::vector<Order> orders;
    while (rows.next()) {
        if (auto order = order_of(rows)) orders.push_back(std::move(*order));
    }
    return orders;
}

void JournalStore::hold(const Hold& hold)
{
    be_safe_from(Safety::power_failure);
    Transaction transaction(database_);
    forget_hold(hold.member);
    database_.run("INSERT INTO hold (member, reason, holder, since, until) VALUES (?,?,?,?,?)", to_string(hold.member),
                  cut(hold.reason), cut(hold.holder), microseconds_of(hold.since), microseconds_of(hold.until));
    transaction.commit();
}

bool JournalStore::release(const Address& member)
{
    be_safe_from(Safety::power_failure);
    Transaction transaction(database_);
    const bool was_held = forget_hold(member);
    transaction.commit();
    return was_held;
}

bool JournalStore::forget_hold(const Address& member)
{
    bool was_held = false;
    for (const Hold& hold : holds(Timestamp::min())) {
        if (!same_member(hold.member, member)) continue;
        database_.run("DELETE FROM hold WHERE member = ?", to_string(hold.member));
        was_held = true;
    }
    return was_held;
}

std::vector<Hold> JournalStore::holds(Timestamp now)
{
    Statement rows = database_.rows(
        "SELECT member, reason, holder, since, until FROM hold WHERE until IS NULL OR until > ? ORDER BY since LIMIT ?",
        microseconds_of(now), most_events);
    std::vector<Hold> holds;
    while (rows.next()) {
        if (auto hold = hold_of(rows)) holds.push_back(std::move(*hold));
    }
    return holds;
}

void JournalStore::copy_to(const std::string& file)
{
    database_.run("VACUUM INTO ?", file);
}

std::vector<std::int64_t> JournalStore::too_old(Timestamp now)
{
    Statement rows = database_.rows(
        "SELECT number FROM event WHERE began < ? OR number <= (SELECT max(number) FROM event) - ? "
        "ORDER BY number LIMIT ?",
        microseconds_of(now - longest_kept), most_events, forgotten_at_once);
    std::vector<std::int64_t> numbers;
    while (rows.next()) numbers.push_back(rows.number(0));
    return numbers;
}

void JournalStore::tidy(Timestamp now)
{
    be_safe_from(Safety::crash);
    if (const std::vector<std::int64_t> numbers = too_old(now); !numbers.empty()) {
        Transaction transaction(database_);
        for (const std::int64_t number : numbers) {
            database_.run("DELETE FROM step WHERE event = ?", number);
            database_.run("DELETE FROM result WHERE event = ?", number);
            database_.run("DELETE FROM event WHERE number = ?", number);
        }
        transaction.commit();
    }
    database_.run("PRAGMA wal_checkpoint(PASSIVE)");
}

}  // namespace efm
