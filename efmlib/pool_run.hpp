// One event carried out in one pool. Private to the library.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>

#include "actor.hpp"
#include "backend_memory.hpp"
#include "inquiry.hpp"
#include "narrator.hpp"
#include "target_finder.hpp"
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

    // Asked over the connection of each round, before anything is sent.
    PoolRun& under(Gatekeeper gatekeeper);

    PoolOutcome run();

private:
    // One round over one connection: survey, plan, and what the plan wants first. False when nothing is left to do.
    bool round();
    bool follow_plan(const Plan& plan);

    void find_marks();
    PoolView survey();
    std::optional<PoolView> recall();
    bool find_target(const PoolView& view);
    const Backend& target_in(const PoolView& view);
    bool is_from_member() const;
    bool take(const std::vector<Step>& steps);
    Sent send(const Step& step);
    bool verify(const Sent& sent);
    void leave_out_what_was_detached();
    void check_failback();
    void note_act(const Step& step);
    bool hope(const Plan& plan);
    void check_no_newer_detach() const;
    bool may_send(const Step& step);
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
    BackendMemory memory_;
    Turn turn_;
    Actor actor_;
    Event event_;
    Address member_;                      // as the caller named it; empty: by the backend's id
    std::optional<TargetFinder> finder_;  // until the target is found
    std::optional<Backend> target_;       // as it was found: the same server has to stand there in every round
    std::optional<Address> expected_;
    std::vector<Backend> remembered_;
    std::optional<pcp::Client> client_;  // open during a round only
    Views views_;                        // servers and manager hold for the round after they were asked
    std::int64_t detach_mark_ = 0;
    std::map<int, std::int64_t> marks_;  // the same of what our promote took along
    bool promote_sent_ = false;
    std::optional<pcp::Deadline> hoping_;  // for siblings, after a promote
    int broken_surveys_ = 0;
    std::optional<Refusal> waited_for_;
    std::chrono::milliseconds wait_;
    bool proves_;  // one backend, as remembered, is not enough to know
    PoolOutcome outcome_;
};

}  // namespace efm
