// One event carried out in one pool. Private to the library.
#pragma once

#include <map>
#include <optional>
#include <string>

#include "actor.hpp"
#include "backend_memory.hpp"
#include "narrator.hpp"
#include "target_finder.hpp"
#include "turn.hpp"

namespace efm {

class PoolRun {
public:
    // The event's target is a backend's id, unless look_up() says otherwise. References are kept.
    PoolRun(const LoadBalancer::Setup& setup, const Pool& pool, ServerProbe& probe, const Event& event);
    PoolRun(const PoolRun&) = delete;
    PoolRun& operator=(const PoolRun&) = delete;

    // The target is the backend that this member's address means.
    PoolRun& look_up(const Address& member);

    // The target is refused if it is not there: the caller and the pool number their backends differently.
    PoolRun& expect(const std::optional<Address>& address);

    PoolOutcome run();

private:
    // One round over one connection: survey, plan, and what the plan wants first. False when nothing is left to do.
    bool round();
    bool follow_plan(const Plan& plan, const PoolView& view);

    PoolView survey();
    std::optional<PoolView> recall();
    bool find_target(const PoolView& view);
    const Backend& target_in(const PoolView& view);
    void ask(const std::vector<int>& backends, const PoolView& view);
    void remember(int backend, ServerFacts& facts);
    bool take(const std::vector<Step>& steps, const PoolView& view);
    void check_no_newer_detach() const;
    bool may_send(const Step& step);
    void add_remarks(const PoolView& view);
    void wait_or_give_up(const Refusal& refusal);
    void let_go();

    const LoadBalancer::Setup& setup_;
    const std::optional<Error>& fault_;
    PoolReader reader_;
    ServerProbe& probe_;
    Narrator narrator_;
    BackendMemory memory_;
    Turn turn_;
    Actor actor_;
    Event event_;
    std::optional<TargetFinder> finder_;  // until the target is found
    std::optional<Backend> target_;       // as it was found: the same server has to stand there in every round
    std::optional<Address> expected_;
    std::vector<Backend> remembered_;
    std::optional<pcp::Client> client_;  // open during a round only
    ServersView servers_;                // holds for the round after it was asked
    std::map<int, std::pair<ServerFacts, pcp::Deadline::Clock::time_point>> since_;  // how long the same answer
    std::int64_t detach_mark_ = 0;
    bool promote_sent_ = false;
    int broken_surveys_ = 0;
    std::string waited_for_;
    std::chrono::milliseconds wait_;
    std::chrono::milliseconds question_;
    std::chrono::milliseconds long_enough_;
    PoolOutcome outcome_;
};

}  // namespace efm
