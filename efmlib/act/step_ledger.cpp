#include "step_ledger.hpp"

namespace efm {

void StepLedger::open(const Backend& target)
{
    if (memory_->target) return;
    memory_->target = target;
    memory_->detach_mark = turn_.detach_mark(target.id);
}

void StepLedger::go_on_with(LedgerMemory& memory)
{
    memory_ = &memory;
    event_.taken_along = memory.taken_along;
}

void StepLedger::leave_out_what_was_detached()
{
    std::erase_if(event_.taken_along,
                  [&](int backend) { return turn_.detach_mark(backend) != memory_->marks[backend]; });
}

void StepLedger::leave_out_what_was_ordered_since(Turn::Moment orders_read, Plan& plan) const
{
    std::erase_if(plan.steps, [&](const Step& step) {
        if (step.act != Act::attach || !turn_.was_asked_out_since(orders_read, step.backend)) return false;
        plan.remarks.push_back("left out: a detach of backend " + std::to_string(step.backend) +
                               " was asked for since the orders were read");
        return true;
    });
}

void StepLedger::leave_out_what_was_rejected(Plan& plan) const
{
    std::erase_if(plan.steps, [&](const Step& step) { return rejected_.contains({step.act, step.backend}); });
}

bool StepLedger::may_send(const Step& step)
{
    if (step.act == Act::attach && step.backend == event_.target) check_no_newer_detach();
    const bool takes_back = event_.verb == Verb::attach;  // its own attach, which is nobody's order
    if (step.act == Act::detach && !takes_back) turn_.note_detach(step.backend);
    if (step.act != Act::promote) return true;
    if (std::exchange(promote_sent_, true)) return false;
    if (turn_.unresolved_promote() == step.backend) {
        narrator_.note("act", "a promote was sent by another hook and is not seen yet: it is not sent again");
        return false;
    }
    turn_.note_promote(step.backend);
    return true;
}

void StepLedger::note_unsent(const Step& step)
{
    if (step.act != Act::promote) return;
    promote_sent_ = false;
    turn_.resolve_promote();
}

void StepLedger::check_no_newer_detach() const
{
    if (turn_.detach_mark(event_.target) == memory_->detach_mark) return;
    throw Error(Error::Kind::refused,
                "a detach of " + to_string(*memory_->target) + " was asked for while this attach waited");
}

void StepLedger::note(const Step& step, const PoolView& pool)
{
    if (step.act == Act::attach) event_.attached.insert(step.backend);
    if (step.act == Act::detach) event_.attached.erase(step.backend);
    if (step.act != Act::promote) return;
    for (const Backend& backend : pool.backends) {
        if (!is_attached(backend.status)) continue;
        event_.taken_along.insert(backend.id);
        memory_->marks[backend.id] = turn_.detach_mark(backend.id);
    }
    memory_->taken_along = event_.taken_along;
    memory_->has_promoted = true;
}

std::string StepLedger::left_down(const PoolView& pool) const
{
    std::string down;
    if (!memory_->has_promoted) return down;
    for (const Backend& backend : pool.backends) {
        if (backend.host.empty() || is_attached(backend.status)) continue;
        down += (down.empty() ? "" : ", ") + to_string(backend);
    }
    return down;
}

void StepLedger::note_rejected(const Step& step, const Error& words)
{
    if (event_.verb != Verb::reconcile && step.backend == event_.target) throw Error(words);
    rejected_.emplace(step.act, step.backend);
    if (!rejection_) rejection_ = words;
}

void StepLedger::note_seen(const Step& step)
{
    if (step.act == Act::promote) turn_.resolve_promote();
    if (step.act == Act::detach && event_.verb != Verb::attach) turn_.note_detached(step.backend);
}

void StepLedger::note_end(const std::optional<Backend>& target, bool is_refused)
{
    if (event_.verb == Verb::detach) turn_.note_detach(event_.target);
    if (event_.verb == Verb::detach && !is_refused) turn_.note_detached(event_.target);
    const bool is_primary = target && target->role == pcp::Role::primary;
    if (is_primary && turn_.unresolved_promote() == event_.target) turn_.resolve_promote();
}

void StepLedger::find_done(std::map<int, OrderedOut>& orders) const
{
    for (auto& [backend, order] : orders) order.seen_here = turn_.was_detached_since(order.at, backend);
}

}  // namespace efm
