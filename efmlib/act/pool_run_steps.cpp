// The steps of a plan: taken, and seen.
#include <algorithm>
#include <utility>

#include "failback_watch.hpp"
#include "pcp/error.hpp"
#include "pool_run.hpp"

namespace efm {
namespace {

constexpr std::chrono::milliseconds moment{20};  // that a connection may be open for while a disk is waited for

// In raw mode Pgpool refuses to attach what is attached still, behind the promote that marks it down.
bool was_early(const Sent& sent)
{
    return sent.step.act == Act::attach && is_attached(sent.target.status);
}

// An attach that was queued before Pgpool called its follow command makes the main process wait for that command's end,
// and nothing that the command asks for is done until then.
bool waits_behind_others(const pcp::Acknowledgement& answer)
{
    return answer.received && !answer.main_was_idle && !answer.handled_by_watchdog;
}

}  // namespace

// The first steps, as many as go out together. Says whether these were all, and all were seen. A promote is seen first:
// until then the others are attached still, not again.
bool PoolRun::take(const std::vector<Step>& steps)
{
    if (!is_recorded()) return false;
    std::vector<Sent> sent = send(std::span(steps).first(sent_together(steps)));
    client_.reset();
    narrator_.tell();
    std::stable_partition(sent.begin(), sent.end(),
                          [&](const Sent& s) { return s.step.act == Act::promote || s.step.backend == event_.target; });
    bool all_seen = true;
    for (const Sent& each : sent) all_seen = verify(each) && all_seen;
    inquiry_.forget_after(steps.front().act, event_, views_);
    auto last = actor_.take_connection();  // for what is next: a promote's siblings, the question after a detach
    if (steps.front().act != Act::attach) client_ = std::exchange(last, std::nullopt);
    last.reset();
    if (event_.attached.contains(event_.target) && setup_.proof != Proof::off) {
        let_go();
        inquiry_.ask_again(event_, views_);
    }
    return all_seen && sent.size() == steps.size();
}

// Most disks have been quicker than the survey. Nothing is held while another one is waited for.
bool PoolRun::is_recorded()
{
    if (!is_recorded_) is_recorded_ = setup_.record.settled_within(moment);
    if (is_recorded_) return true;
    let_go();
    setup_.record.settle();
    is_recorded_ = true;
    return false;
}

// As many as get out. What was sent has to be seen even if the connection breaks behind it.
std::vector<Sent> PoolRun::send(std::span<const Step> steps)
{
    std::vector<Sent> sent;
    try {
        for (const Step& step : steps) {
            sent.push_back(send(step));
            if (!sent.back().answered) break;
        }
    } catch (const pcp::Error& error) {
        if (sent.empty()) throw;
        narrator_.note("notice", error.what());
    }
    return sent;
}

Sent PoolRun::send(const Step& step)
{
    Sent sent{step, *views_.pool.find(step.backend), ""};
    try {
        if (ledger_.may_send(step)) sent = actor_.act(step, sent.target, *client_);
    } catch (const pcp::Error&) {
        ledger_.note_unsent(step);
        throw;
    }
    sent.repeated = step.act == Act::attach && event_.attached.contains(step.backend);
    sent.in_the_way = event_.verb == Verb::follow && waits_behind_others(sent.answer);
    ledger_.note(step, views_.pool);
    return sent;
}

bool PoolRun::verify(const Sent& sent)
{
    const std::optional<Backend> seen = see_done(sent);
    if (!seen) return false;
    if (seen->id == event_.target) outcome_.backend = seen;
    ledger_.note_seen(sent.step);
    outcome_.steps.push_back(sent.step);
    return true;
}

// Empty if it has to be proved and sent again, or will never be done.
std::optional<Backend> PoolRun::see_done(const Sent& sent)
{
    try {
        return actor_.verify(sent);
    } catch (const Error& error) {
        if (error.kind() != Error::Kind::refused) throw;
        if (!was_early(sent)) ledger_.note_rejected(sent.step, error);
        return std::nullopt;
    }
}

// Seen to be down a moment ago, and perhaps not for long. A primary is never taken back by Pgpool.
void PoolRun::check_failback()
{
    if (survey_.target()->role == pcp::Role::primary || is_attached(outcome_.backend->status)) return;
    turn_.give_back();
    const auto back = taken_back(*std::exchange(client_, std::nullopt), reader_, narrator_, *outcome_.backend);
    if (!back) return;
    outcome_.backend = *back;
    outcome_.taken_back = true;
    throw Error(Error::Kind::try_later, to_string(*back) +
                                            " was seen down and is attached again: auto_failback is on in pool " +
                                            outcome_.pool + ", and takes in whatever streams; set it to off");
}

}  // namespace efm
