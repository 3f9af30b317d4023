#include "actor.hpp"

#include <algorithm>

#include "pcp/error.hpp"

namespace efm {
namespace {

using std::chrono::milliseconds;

constexpr milliseconds first_pause{1};
constexpr milliseconds longest_pause{200};

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

}  // namespace

void Actor::act(const Step& step, pcp::Client& client)
{
    rejection_.clear();
    tell_("act", std::string(to_string(step.act)) + " backend " + std::to_string(step.backend) + ": " + step.reason);
    try {
        answer_ = send(step, client);
        for (const std::string& notice : answer_.notices) tell_("notice", notice);
    } catch (const pcp::Error& error) {
        if (error.kind() == pcp::Error::Kind::cancelled) throw;
        tell_("notice", error.what());
        if (error.delivery() == pcp::Error::Delivery::not_sent) throw;
        if (error.delivery() == pcp::Error::Delivery::rejected) rejection_ = error.what();
    }
}

Backend Actor::verify(const Step& step)
{
    const pcp::Patience& patience = reader_.options().patience;
    const pcp::Deadline half_time = patience.deadline.capped(patience.deadline.remaining() / 2);
    bool again = step.act != Act::promote;
    milliseconds wait = first_pause;
    std::optional<Backend> seen;
    for (;;) {
        if (const auto now = look(step.backend)) seen = now;
        if (seen && is_done(step, *seen)) return *seen;
        if (!rejection_.empty()) throw Error(Error::Kind::refused, rejection_);
        if (patience.deadline.expired()) give_up(step, seen);
        if (again && half_time.expired()) {
            again = false;
            act_again(step);
        }
        pcp::pause(patience, wait);
        wait = std::min(wait * 2, longest_pause);
    }
}

// Pgpool restarts its PCP process a second after each failover, a pool may be gone for a moment, and a reply can be
// garbled when the state changes while it is written: look again.
std::optional<Backend> Actor::look(int backend)
{
    try {
        pcp::Client client = reader_.connect();
        Backend seen = reader_.read_one(client, backend);
        tell_("verify", to_string(seen) + " is " + std::string(to_string(seen.status)) + ", " +
                            std::string(to_string(seen.role)));
        return seen;
    } catch (const pcp::Error& error) {
        if (error.kind() == pcp::Error::Kind::cancelled || error.kind() == pcp::Error::Kind::authentication) throw;
        tell_("verify", error.what());
        return std::nullopt;
    }
}

// A request that met a full queue was dropped with the same answer as any other.
void Actor::act_again(const Step& step)
{
    try {
        pcp::Client client = reader_.connect();
        act(step, client);
    } catch (const pcp::Error& error) {
        if (error.kind() == pcp::Error::Kind::cancelled) throw;
    }
}

void Actor::give_up(const Step& step, const std::optional<Backend>& seen) const
{
    const std::string act(to_string(step.act));
    std::string text = "pool " + pcp::endpoint(reader_.options()) + " was asked to " + act + " backend " +
                       std::to_string(step.backend) + ", but by the deadline ";
    text += seen ? to_string(*seen) + " is still " + std::string(to_string(seen->status)) + ", " +
                       std::string(to_string(seen->role))
                 : "its state could not be read";
    text += answer_.received ? "; Pgpool has taken the request and may do it later" : "";
    throw Error(Error::Kind::try_later, text + "; look at the log of Pgpool's main process, then run this again");
}

}  // namespace efm
