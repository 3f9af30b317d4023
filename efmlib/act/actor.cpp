#include "actor.hpp"

#include <algorithm>

#include "pcp/error.hpp"

namespace efm {
namespace {

using std::chrono::milliseconds;

constexpr milliseconds first_pause{1};
constexpr milliseconds longest_pause{200};
constexpr milliseconds longest_in_the_way{5'000};

pcp::Acknowledgement send(const Step& step, pcp::Client& client)
{
    switch (step.act) {
        case Act::attach:
            return client.attach(step.backend);
        case Act::detach:
            return client.detach(step.backend);
        case Act::promote:
            return client.promote(step.backend);
    }
    return {};
}

// The notices are what Pgpool's worker said before the request could get lost: received, and main was or was not idle.
std::string what_became_of(const pcp::Acknowledgement& answer)
{
    if (answer.handled_by_watchdog) return "; it was handed to the watchdog's leader";
    if (!answer.received) return "";
    if (answer.main_was_idle) return "; Pgpool's main process was told and has not done it yet";
    return "; it waits behind other requests, or was dropped from a full queue";
}

// Pgpool refuses to detach what is down. If it is attached by now, somebody was quicker: the request still stands.
bool was_overtaken(const Sent& sent)
{
    return sent.step.act == Act::detach && sent.rejection.find("is not valid for failover") != std::string::npos;
}

// Refused in the name of a watchdog's other members, which is what they say of everything while they choose a leader.
bool was_cancelled(const Sent& sent)
{
    return sent.rejection.find("by other pgpool") != std::string::npos;
}

}  // namespace

Sent Actor::act(const Step& step, const Backend& target, pcp::Client& client)
{
    Sent sent{step, target, ""};
    narrator_.note("act", std::string(to_string(step.act)) + ' ' + to_string(target) + ": " + step.reason);
    try {
        sent.answer = send(step, client);
        for (const std::string& notice : sent.answer.notices) narrator_.note("notice", notice);
    } catch (const pcp::Error& error) {
        if (error.delivery() == pcp::Error::Delivery::not_sent) throw;
        narrator_.note("notice", error.what());
        sent.answered = error.delivery() == pcp::Error::Delivery::rejected;
        if (sent.answered) sent.rejection = error.what();
    }
    return sent;
}

std::optional<Backend> Actor::verify(Sent sent)
{
    const pcp::Patience& patience = reader_.options().patience;
    const pcp::Deadline half_time = patience.deadline.capped(patience.deadline.remaining() / 2);
    const pcp::Deadline end = sent.in_the_way ? patience.deadline.capped(longest_in_the_way) : patience.deadline;
    bool again = sent.step.act != Act::promote && !sent.repeated;
    milliseconds wait = first_pause;
    std::optional<Backend> seen;
    for (;;) {
        if (patience.cancelled()) throw Error(Error::Kind::cancelled, "cancelled; " + asked(sent) + "not seen yet");
        if (const auto now = look(sent.target)) seen = now;
        if (seen && is_done(sent.step, *seen)) return seen;
        const bool overtaken = was_overtaken(sent);
        if (!sent.rejection.empty() && !overtaken) {
            throw Error(was_cancelled(sent) ? Error::Kind::try_later : Error::Kind::refused, sent.rejection);
        }
        if (end.expired()) give_up(sent, seen);
        connection_.reset();  // while one is open Pgpool 4.4 and older may wait for its end
        narrator_.tell();
        if (overtaken || (again && half_time.expired())) {
            if (sent.step.act == Act::attach) return std::nullopt;
            again = again && overtaken;
            sent = act_again(sent);
        }
        pcp::pause(patience, wait);
        wait = std::min(wait * 2, longest_pause);
    }
}

// Pgpool restarts its PCP process a second after each failover, a pool may be gone for a moment, and a reply can be
// garbled when the state changes while it is written: look again.
std::optional<Backend> Actor::look(const Backend& target)
{
    std::string told;
    std::optional<Backend> seen;
    connection_.reset();
    try {
        pcp::Client client = reader_.connect();
        seen = reader_.read_one(client, target.id);
        connection_ = std::move(client);
        told = to_string(*seen) + " is " + std::string(to_string(seen->status)) + ", " +
               std::string(to_string(seen->role));
        silent_since_.reset();
    } catch (const pcp::Error& error) {
        if (error.kind() == pcp::Error::Kind::authentication) throw;
        told = error.what();
        check_silence(error);
    }
    if (told != last_seen_) narrator_.note("verify", told);
    last_seen_ = told;
    if (seen && !is_same_server(*seen, target)) {
        throw Error(Error::Kind::try_later, "the pool's configuration has changed: it has " + to_string(*seen) +
                                                " where " + to_string(target) + " was");
    }
    return seen;
}

// Where there is another to turn to.
void Actor::check_silence(const pcp::Error& error)
{
    const auto now = pcp::Deadline::Clock::now();
    if (!silent_since_) silent_since_ = now;
    if (reader_.silence() && now - *silent_since_ >= *reader_.silence()) {
        throw Error(Error::Kind::unreachable, error.what());
    }
}

// A request that met a full queue was dropped with the same answer as any other.
Sent Actor::act_again(const Sent& sent)
{
    try {
        pcp::Client client = reader_.connect();
        return act(sent.step, sent.target, client);
    } catch (const pcp::Error&) {
        return sent;
    }
}

std::string Actor::asked(const Sent& sent) const
{
    return "pool " + pcp::endpoint(reader_.options()) + " was asked to " + std::string(to_string(sent.step.act)) + ' ' +
           to_string(sent.target) + ", ";
}

void Actor::give_up(const Sent& sent, const std::optional<Backend>& seen) const
{
    const std::string state =
        seen ? "it is still " + std::string(to_string(seen->status)) + ", " + std::string(to_string(seen->role))
             : "its state could not be read";
    if (sent.in_the_way) {
        throw Error(Error::Kind::try_later, asked(sent) + "but " + state +
                                                ": it is left to Pgpool, which may be waiting for this program to end");
    }
    const std::string remedy = sent.step.act == Act::promote
                                   ? "; look at `pgpool_backend nodes` and Pgpool's log before anything else"
                                   : "; look at Pgpool's log, then run this again";
    throw Error(Error::Kind::try_later,
                asked(sent) + "but by the deadline " + state + what_became_of(sent.answer) + remedy);
}

}  // namespace efm
