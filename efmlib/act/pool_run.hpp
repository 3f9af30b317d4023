// One event carried out in one pool. Private to the library.
#pragma once

#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "actor.hpp"
#include "inquiry.hpp"
#include "narrator.hpp"
#include "pool_survey.hpp"
#include "step_ledger.hpp"
#include "turn.hpp"

namespace efm {

// Says why nobody is to be let into the pool for now; empty: that is open. Throws Error if the event has to be carried
// out elsewhere.
using Gatekeeper = std::function<std::string(pcp::Client&)>;

class PoolRun {
public:
    // The event's target is a backend's id, unless look_up() says otherwise. References are kept.
    PoolRun(const LoadBalancer::Setup& setup, const Pool& pool, ServerProbe& probe, ManagerDesk& desk,
            const Event& event);
    PoolRun(const PoolRun&) = delete;
    PoolRun& operator=(const PoolRun&) = delete;

    // The target is the backend that this member's address means.
    PoolRun& look_up(const Address& member);

    // The target is refused if it is not there: the caller and the pool number their backends differently.
    PoolRun& expect(const std::optional<Address>& address);

    // Asked over the connection of each round, before anything is sent; and what earlier attempts did by its leave,
    // under the same turn.
    PoolRun& under(Gatekeeper gatekeeper, LedgerMemory& earlier);

    PoolOutcome run();

private:
    // One round over one connection: survey, plan, and what the plan wants first. False when nothing is left to do.
    bool round();
    bool follow_plan(const Plan& plan);

    bool find_target();
    bool is_from_member() const;
    bool take(const std::vector<Step>& steps);
    bool is_recorded();
    std::vector<Sent> send(std::span<const Step> steps);
    Sent send(const Step& step);
    bool verify(const Sent& sent);
    std::optional<Backend> see_done(const Sent& sent);
    void check_failback();
    bool hope(const Plan& plan);
    void add_remarks();
    Error failure_of(const Refusal& refusal);
    void wait_or_give_up(const Refusal& refusal);
    void wait(const std::string& reason);
    void let_go();

    const LoadBalancer::Setup& setup_;
    const std::optional<Error>& fault_;
    Gatekeeper gatekeeper_;  // may be empty
    PoolReader reader_;
    Narrator narrator_;
    Inquiry inquiry_;
    PoolSurvey survey_;
    Turn turn_;
    Actor actor_;
    Event event_;
    StepLedger ledger_;
    Address member_;                       // as the caller named it; empty: by the backend's id
    std::optional<pcp::Client> client_;    // open during a round only
    Views views_;                          // servers and manager hold for the round after they were asked
    std::optional<pcp::Deadline> hoping_;  // for siblings, after a promote
    int broken_surveys_ = 0;
    bool is_recorded_ = false;
    std::optional<Refusal> waited_for_;
    std::chrono::milliseconds wait_;
    PoolOutcome outcome_;
};

}  // namespace efm
