#include "efm/journal.hpp"

#include <algorithm>
#include <utility>

#include "efm/error.hpp"
#include "journal_keeper.hpp"
#include "journal_line.hpp"
#include "journal_wire.hpp"

namespace efm {
namespace {

using std::chrono::milliseconds;

constexpr int share_of_deadline = 4;    // the journal may have a quarter of what is left
constexpr milliseconds last_grace{50};  // for what was handed over when the deadline had passed

Timestamp system_time()
{
    return std::chrono::time_point_cast<std::chrono::microseconds>(std::chrono::system_clock::now());
}

}  // namespace

class Journal::Line : public KeeperLine {
public:
    using KeeperLine::KeeperLine;
};

Journal::Journal(Setup setup) : setup_(std::move(setup)), left_(setup_.budget)
{
    if (!setup_.now) setup_.now = system_time;
    if (setup_.state_dir.empty()) return;
    try {
        line_ = std::make_unique<Line>(start_keeper({.state_dir = setup_.state_dir}));
    } catch (const Error& error) {
        lose(error.what());
    }
}

Journal::~Journal() = default;

void Journal::lose(const std::string& why)
{
    if (!loss_) loss_ = why;
}

void Journal::hand_over(const std::string& request)
{
    const std::lock_guard lock(guard_);
    if (setup_.state_dir.empty()) return;
    if (line_ && line_->send(request)) {
        ++behind_intent_;
    } else {
        lose("the journal's keeper does not take any more");
    }
}

void Journal::begin(const NewEvent& event)
{
    hand_over(packed(Request::begin, event, setup_.now()));
    const std::lock_guard lock(guard_);
    behind_intent_ = 0;
}

void Journal::note(const EventId& event, StepRecord step)
{
    if (step.at == Timestamp{}) step.at = setup_.now();
    hand_over(packed(Request::note, event, step));
}

void Journal::close(const EventId& event, const Closing& closing)
{
    hand_over(packed(Request::close, event, closing, setup_.now()));
}

void Journal::supersede(const Epoch& newest)
{
    hand_over(packed(Request::supersede, newest, setup_.now()));
}

milliseconds Journal::allowance() const
{
    const milliseconds share = setup_.patience.deadline.remaining() / share_of_deadline;
    return std::min(left_, std::max(share, last_grace));
}

bool Journal::settle()
{
    const std::lock_guard lock(guard_);
    if (!line_) return setup_.state_dir.empty();
    const auto start = pcp::Deadline::Clock::now();
    const milliseconds allowed = allowance();
    const bool kept = collect(pcp::Deadline::after(allowed));
    if (!kept)
        lose(setup_.state_dir + "/journal.db did not take the record within " + std::to_string(allowed.count()) +
             " ms");
    left_ -= std::min(left_, std::chrono::ceil<milliseconds>(pcp::Deadline::Clock::now() - start));
    return kept && !loss_;
}

bool Journal::has_intent_within(milliseconds moment)
{
    const pcp::Deadline end = setup_.patience.deadline.capped(moment);
    const std::unique_lock lock(guard_, end.remaining());
    return lock && (!line_ || line_->gone() || collect(end, behind_intent_));
}

// False if more answers are still awaited than that.
bool Journal::collect(const pcp::Deadline& deadline, std::size_t but)
{
    while (line_->awaited() > but) {
        const std::optional<KeeperAnswer> answer = line_->receive(deadline);
        if (!answer && line_->gone()) lose("the journal's keeper has ended before its time");
        if (!answer) return false;
        if (answer->failure) lose(answer->failure->what());
        if (!answer->remark.empty()) lose(answer->remark);
    }
    return true;
}

std::optional<std::string> Journal::loss() const
{
    const std::lock_guard lock(guard_);
    return loss_;
}

// What was handed over before is answered first.
std::string Journal::ask(const std::string& request, const pcp::Deadline& deadline)
{
    const std::lock_guard lock(guard_);
    if (setup_.state_dir.empty()) throw Error(Error::Kind::configuration, "state_dir is empty: there is no journal");
    if (!line_ || !collect(deadline) || !line_->send(request)) {
        throw Error(Error::Kind::try_later, loss_.value_or(setup_.state_dir + "/journal.db does not answer"));
    }
    const std::optional<KeeperAnswer> answer = line_->receive(deadline);
    if (!answer) throw Error(Error::Kind::try_later, setup_.state_dir + "/journal.db does not answer");
    if (!answer->remark.empty()) lose(answer->remark);
    if (answer->failure) throw Error(*answer->failure);
    return answer->content;
}

template <typename Value>
Value Journal::answer_to(const std::string& request)
{
    const std::string content = ask(request, setup_.patience.deadline);
    return Unpacker(content).get<Value>();
}

std::vector<Hold> Journal::known_holds()
{
    if (setup_.state_dir.empty()) return {};
    try {
        const std::string content = ask(packed(Request::holds, setup_.now()), pcp::Deadline::after(allowance()));
        return Unpacker(content).get<std::vector<Hold>>();
    } catch (const Error& error) {
        const std::lock_guard lock(guard_);
        lose(std::string("whether a member is held is not known: ") + error.what());
        return {};
    }
}

std::vector<RecordedEvent> Journal::open_events()
{
    return answer_to<std::vector<RecordedEvent>>(packed(Request::open_events));
}

std::vector<Order> Journal::orders()
{
    return answer_to<std::vector<Order>>(packed(Request::orders));
}

std::vector<Hold> Journal::holds()
{
    return answer_to<std::vector<Hold>>(packed(Request::holds, setup_.now()));
}

void Journal::hold(const Hold& hold)
{
    ask(packed(Request::hold, hold), setup_.patience.deadline);
}

bool Journal::release(const Address& member)
{
    return answer_to<bool>(packed(Request::release, member));
}

std::vector<RecordedEvent> Journal::events(const EventFilter& filter)
{
    return answer_to<std::vector<RecordedEvent>>(packed(Request::events, filter));
}

void Journal::copy_to(const std::string& file)
{
    ask(packed(Request::copy_to, file), setup_.patience.deadline);
}

std::vector<RecordedEvent> read_journal(const std::string& file, const EventFilter& filter,
                                        const pcp::Patience& patience)
{
    KeeperLine line(start_keeper({.state_dir = {}, .file = file}));
    line.send(packed(Request::events, filter));
    const std::optional<KeeperAnswer> answer = line.receive(patience.deadline);
    if (!answer) throw Error(Error::Kind::try_later, file + ": no answer by the deadline");
    if (answer->failure) throw Error(*answer->failure);
    return Unpacker(answer->content).get<std::vector<RecordedEvent>>();
}

}  // namespace efm
