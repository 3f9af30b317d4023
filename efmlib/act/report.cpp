#include "efm/report.hpp"

#include <algorithm>

namespace efm {
namespace {

std::string_view past(Act act)
{
    switch (act) {
        case Act::attach:
            return "attached";
        case Act::detach:
            return "detached";
        case Act::promote:
            return "promoted";
    }
    return "?";
}

std::string state_of(const Backend& backend)
{
    return std::string(to_string(backend.status)) + ", " + std::string(to_string(backend.role));
}

std::string name_of(const PoolOutcome& pool, const Step& step)
{
    if (pool.backend && pool.backend->id == step.backend) return to_string(*pool.backend);
    return "backend " + std::to_string(step.backend);
}

std::string steps_of(const PoolOutcome& pool, bool dry_run)
{
    std::string text;
    for (const Step& step : pool.steps) {
        const std::string act(dry_run ? to_string(step.act) : past(step.act));
        text += (text.empty() ? "" : ", ") + act + ' ' + name_of(pool, step);
        if (dry_run || !pool.backend) text += " (" + step.reason + ')';
    }
    return text;
}

std::string sentence(const PoolOutcome& pool, const std::string& target, bool dry_run)
{
    const std::string where = " in pool " + pool.pool;
    std::string remarks;
    for (const std::string& remark : pool.remarks) remarks += "; " + remark;
    if (pool.failure) {
        const std::string done = steps_of(pool, dry_run);
        return pool.failure->what() + (done.empty() ? "" : " (" + done + where + " before that)") + remarks;
    }
    if (pool.unpooled) return "nothing to do" + where + ": " + target + " is declared as unpooled" + remarks;
    if (pool.excused) return "not seen" + where + remarks;
    if (pool.seen_only) return "seen " + (pool.backend ? state_of(*pool.backend) : "to be so") + where + remarks;
    const std::string seen = pool.backend ? ": seen " + state_of(*pool.backend) : ": seen to be so";
    if (pool.steps.empty()) {
        if (!pool.backend) return "nothing to do" + where + remarks;
        return "nothing to do" + where + ": " + to_string(*pool.backend) + " is " + state_of(*pool.backend) + remarks;
    }
    if (dry_run) return "would " + steps_of(pool, true) + where + remarks;
    return steps_of(pool, false) + where + seen + " after " + std::to_string(pool.took.count()) + " ms" + remarks;
}

std::string tolerance(const Outcome& outcome)
{
    return "not reached in " + std::to_string(outcome.misses()) + " of " + std::to_string(outcome.pools.size()) +
           " pools, which policy = " + std::string(to_string(outcome.policy)) + " leaves to reconcile: ";
}

}  // namespace

std::string sentence(const PoolOutcome& pool, const Outcome& outcome)
{
    return sentence(pool, outcome.target, outcome.dry_run);
}

std::string sentence(const Outcome& outcome)
{
    std::vector<const PoolOutcome*> pools;
    for (const PoolOutcome& pool : outcome.pools) pools.push_back(&pool);
    const bool failed = outcome.failure();
    std::stable_partition(pools.begin(), pools.end(),
                          [&](const PoolOutcome* pool) { return pool->failure.has_value() == failed; });
    std::string text;
    bool tolerates = !failed;
    for (const PoolOutcome* pool : pools) {
        if (!text.empty()) text += "; ";
        if (tolerates && pool->failure) text += tolerance(outcome);
        tolerates = tolerates && !pool->failure;
        text += sentence(*pool, outcome.target, outcome.dry_run);
    }
    return text;
}

}  // namespace efm
