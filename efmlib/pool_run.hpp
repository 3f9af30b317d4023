// One event carried out in one pool. Private to the library.
#pragma once

#include <optional>
#include <string>

#include "actor.hpp"
#include "backend_memory.hpp"
#include "target_finder.hpp"

namespace efm {

class PoolRun {
public:
    // `member` is looked up in the pool; without one, the event's target is the id itself. References are kept.
    PoolRun(const LoadBalancer::Setup& setup, const pcp::Options& pool, ServerProbe& probe, const Event& event,
            const std::optional<Address>& member);

    PoolOutcome run();

private:
    // One round over one connection: survey, plan, and what the plan wants first. False when nothing is left to do.
    bool round();

    PoolView survey(pcp::Client& client);
    std::optional<PoolView> recall(pcp::Client& client);
    bool find_target(const PoolView& view, std::optional<pcp::Client>& client);
    void ask(const std::vector<int>& backends, const PoolView& view);
    bool take(const std::vector<Step>& steps, std::optional<pcp::Client>& client);
    void wait_or_give_up(const Refusal& refusal);
    [[noreturn]] static void give_up(const Refusal& refusal);
    void tell(const char* step, const std::string& detail) const;

    const LoadBalancer::Setup& setup_;
    PoolReader reader_;
    ServerProbe& probe_;
    BackendMemory memory_;
    Actor actor_;
    std::optional<TargetFinder> finder_;  // until the target is found
    Event event_;
    ServersView servers_;  // holds for the round after it was asked
    bool promote_sent_ = false;
    std::chrono::milliseconds wait_;
    PoolOutcome outcome_;
};

}  // namespace efm
