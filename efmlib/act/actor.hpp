// Takes a step in one pool and sees it done. Private to the library.
#pragma once

#include <optional>
#include <string>
#include <utility>

#include "efm/ask_pools.hpp"
#include "efm/plan.hpp"
#include "narrator.hpp"

namespace efm {

// A step that was asked for. The answer proves nothing, and neither does its absence.
struct Sent {
    Step step;
    Backend target;         // as it was when the step was planned
    std::string rejection;  // the server's words; empty if it took the request, or no answer came
    pcp::Acknowledgement answer{};
    bool answered = true;     // false: the connection is of no more use
    bool repeated = false;    // the second time, which is the last
    bool in_the_way = false;  // Pgpool's main process may be waiting for the end of this very program
};

class Actor {
public:
    // Both have to outlive this.
    Actor(PoolReader& reader, Narrator& narrator) : reader_(reader), narrator_(narrator) {}

    // Over the connection that the survey came by. Throws pcp::Error only if nothing was sent.
    Sent act(const Step& step, const Backend& target, pcp::Client& client);

    // Reads the state over fresh connections until it is as the step wants it. What was not seen by half time may have
    // been lost: a detach is asked for once more then, and of an attach nothing is returned, since it has to be proved
    // again first. What may be in its own way is left to Pgpool soon. Throws Error: refused with the server's words,
    // try_later when it was not seen in time or a watchdog's members were against it, cancelled.
    std::optional<Backend> verify(Sent sent);

    // The connection that the last look came by: to be used at once, or closed. Pgpool 4.4 and older freezes with it
    // when it restarts its PCP process, a second after it has acted.
    std::optional<pcp::Client> take_connection() { return std::exchange(connection_, std::nullopt); }

private:
    std::optional<Backend> look(const Backend& target);
    Sent act_again(const Sent& sent);
    std::string asked(const Sent& sent) const;
    [[noreturn]] void give_up(const Sent& sent, const std::optional<Backend>& seen) const;

    void check_silence(const pcp::Error& error);

    PoolReader& reader_;
    Narrator& narrator_;
    std::optional<pcp::Client> connection_;
    std::optional<pcp::Deadline::Clock::time_point> silent_since_;
    std::string last_seen_;  // what was told last: a state is told when it changes
};

}  // namespace efm
