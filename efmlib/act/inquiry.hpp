// Puts a plan's questions: to the servers, the manager, and the settings about members. Private to the library.
#pragma once

#include <map>
#include <utility>
#include <vector>

#include "efm/load_balancer.hpp"
#include "manager_view.hpp"
#include "narrator.hpp"

namespace efm {

// For one event in one pool. Call it with no PCP connection open: it waits.
class Inquiry {
public:
    // References are kept.
    Inquiry(const LoadBalancer::Setup& setup, ServerProbe& probe, ManagerDesk& desk, const pcp::Patience& patience,
            Narrator& narrator);

    Policy policy() const;

    void ask(const Plan& plan, const Event& event, Views& views);

    // The servers of the last time.
    void ask_again(const Event& event, Views& views) { ask_servers(last_questions_, false, event, views); }

    // Which backends are held, and which were ordered out.
    bool knows_marks() const;
    void find_marks(Views& views);

    // Nothing that was said holds: backends' ids have been given away anew.
    void start_over(Views& views);

    // Of the newest writable server that was asked.
    const std::optional<Epoch>& epoch() const { return epoch_; }

    // Answers hold for one round, but silence: each further word of it would cost as much again.
    void forget(const Event& event, Views& views);

    // The same after an act. A promote does nothing to the servers: what they said a moment ago holds, and Pgpool
    // carries out what comes at once together with the promote, but anything later a second later.
    void forget_after(Act act, const Event& event, Views& views);

private:
    void ask_servers(const std::vector<int>& backends, bool manager, const Event& event, Views& views);
    ManagerView ask_manager(const Views& views);
    pcp::Patience patience_for(int backend, const Event& event) const;
    Addressing addressing(const std::vector<Address>& members, const Views& views);
    bool has_been_too_slow(int backend) const;
    void remember(int backend, ServerFacts& facts);
    void note_epoch(const ServerFacts& facts);

    using Time = pcp::Deadline::Clock::time_point;
    struct Heard {
        ServerFacts facts;
        Time since;  // always this answer
        Time last;
    };

    const LoadBalancer::Setup& setup_;
    ServerProbe& probe_;
    ManagerDesk& desk_;
    const pcp::Patience& patience_;
    Narrator& narrator_;
    std::chrono::milliseconds question_;
    std::chrono::milliseconds long_enough_;
    std::map<int, Heard> heard_;
    std::vector<int> last_questions_;
    std::optional<Epoch> epoch_;
    bool found_marks_ = false;
};

}  // namespace efm
