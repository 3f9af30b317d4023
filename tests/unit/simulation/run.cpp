#include "run.hpp"

#include <algorithm>
#include <utility>

#include "safety.hpp"
#include "world.hpp"

namespace simulation {
namespace {

using efm::Act;
using efm::Verb;

constexpr Millis silence_holds = 2'000;

}  // namespace

Run::Run(World& world, int host, int pool, efm::Event event, std::map<int, efm::OrderedOut> ordered_out,
         Millis deadline)
    : world_(world), host_(host), pool_(pool), event_(std::move(event)), deadline_(deadline)
{
    views_.ordered_out = std::move(ordered_out);
    for (auto& [backend, order] : views_.ordered_out) {
        order.seen_here = world.turn(host, pool).has_seen(order, backend);
    }
    long_enough_ = std::max<Millis>(3'000, remaining() / 3);
}

void Run::step()
{
    switch (at_) {
        case At::survey:
            return survey();
        case At::ask:
            return ask();
        case At::send:
            return send();
        case At::verify:
            return verify();
    }
}

efm::Policy Run::policy() const
{
    return {.has_login = true, .has_manager = world_.asks_manager};
}

Millis Run::remaining() const
{
    return deadline_ - world_.now;
}

void Run::tell(const std::string& what) const
{
    if (!world_.is_told) return;
    const std::string about = event_.verb == Verb::reconcile ? "" : ' ' + std::to_string(event_.target);
    world_.tell("host " + std::to_string(host_) + ", " + std::string(efm::to_string(event_.verb)) + about +
                " in pool " + std::to_string(pool_) + ": " + what);
}

void Run::end(Result result, const std::string& why)
{
    tell("ends: " + why);
    result_ = result;
    give_back_turn();
}

void Run::give_back_turn()
{
    if (has_turn_) world_.turn(host_, pool_).is_taken = false;
    has_turn_ = false;
    turn_by_.reset();
}

bool Run::take_turn()
{
    if (has_turn_) return true;
    Turn& turn = world_.turn(host_, pool_);
    if (!turn_by_) turn_by_ = world_.now + remaining() / 2;
    if (!turn.is_taken) {
        turn.is_taken = has_turn_ = true;
        return true;
    }
    if (world_.now >= *turn_by_) return true;
    wake_ = world_.now + 5;
    return false;
}

void Run::survey()
{
    if (remaining() <= 0) return end(Result::not_reached, "the deadline has come");
    if (!take_turn()) return;
    const Pgpool& pool = world_.pools[static_cast<std::size_t>(pool_)];
    if (!pool.is_running()) return end(Result::not_reached, "the pool is gone");
    views_.pool = pool.view();
    if (event_.verb != Verb::reconcile) {
        const efm::Backend& target = *views_.pool.find(event_.target);
        event_.from_member = event_.verb == Verb::detach && target.role == pcp::Role::primary && host_ == event_.target;
        if (!detach_mark_) detach_mark_ = world_.turn(host_, pool_).detaches[event_.target];
    }
    const efm::Plan plan = make_plan(event_, views_, policy(), world_.mutation);
    if (!plan.has_questions()) return follow(plan);
    give_back_turn();
    questions_ = last_questions_ = plan.questions;
    asks_manager_ = plan.ask_manager;
    at_ = At::ask;
}

// Each at a moment of its own; all answers are taken together.
void Run::ask()
{
    if (!questions_.empty()) {
        ask_server(questions_.back());
        questions_.pop_back();
    } else if (asks_manager_) {
        ask_manager();
    }
    if (questions_.empty() && !asks_manager_) answered();
}

void Run::ask_server(int backend)
{
    const bool is_lost = world_.has_accidents && world_.random.chance(3);
    answers_[backend] = is_lost ? efm::ServerFacts{.contact = efm::Contact::silent, .failure = "deadline passed"}
                                : world_.servers.facts(backend);
    truth_[backend] = world_.servers[backend];
}

void Run::ask_manager()
{
    views_.manager = world_.manager.view_from(host_);
    asks_manager_ = false;
}

void Run::answered()
{
    for (auto& [backend, facts] : answers_) {
        remember(backend, facts);
        views_.servers[backend] = facts;
    }
    answers_.clear();
    at_ = At::survey;
}

void Run::remember(int backend, efm::ServerFacts& facts)
{
    Heard& heard = heard_.try_emplace(backend, Heard{facts, world_.now, world_.now}).first->second;
    const bool same = heard.facts.contact == facts.contact && heard.facts.in_recovery == facts.in_recovery;
    if (!same) heard = {facts, world_.now, world_.now};
    heard.last = world_.now;
    facts.for_long = world_.now - heard.since >= long_enough_;
}

void Run::forget()
{
    views_.manager.reset();
    std::erase_if(views_.servers, [&](const auto& entry) {
        const bool keep = entry.second.contact == efm::Contact::silent && entry.first != event_.target &&
                          world_.now - heard_[entry.first].last < silence_holds;
        return !keep;
    });
}

void Run::follow(const efm::Plan& plan)
{
    check_safety(world_, {event_, views_, plan, truth_});
    if (!plan.steps.empty()) {
        plan_ = plan;
        batch_ = efm::sent_together(plan_.steps);
        sent_.clear();
        at_ = At::send;
        return;
    }
    Turn& turn = world_.turn(host_, pool_);
    if (event_.verb == Verb::detach) ++turn.detaches[event_.target];
    if (event_.verb == Verb::detach && !plan.refusal) turn.detached[event_.target] = world_.now;
    const bool is_primary =
        event_.verb != Verb::reconcile && views_.pool.find(event_.target)->role == pcp::Role::primary;
    if (is_primary && turn.waits_for_promote(event_.target, world_.now)) turn.promote.reset();
    give_back_turn();
    if (plan.refusal) return wait_or_give_up(*plan.refusal);
    if (hope(plan)) return wait();
    if (event_.verb == Verb::attach && event_.attached.contains(event_.target)) check_second_look();
    std::string remarks;
    for (const std::string& remark : plan.remarks) remarks += "; " + remark;
    end(Result::done, "done" + remarks);
}

// It was asked again after it was attached.
void Run::check_second_look() const
{
    const auto facts = views_.servers.find(event_.target);
    const bool is_gone = facts != views_.servers.end() && facts->second.contact == efm::Contact::refused;
    if (is_gone) world_.violation("attach is content with " + to_string(truth_.at(event_.target)));
}

void Run::send()
{
    const efm::Step& step = plan_.steps[sent_.size()];
    if (!may_send(step)) {
        if (is_over()) return;
        sent_.push_back({.step = step, .again = false});
    } else {
        sent_.push_back(send(step));
    }
    if (is_over()) return;
    note(step);
    if (sent_.size() < batch_) return;
    seen_ = 0;
    std::stable_partition(sent_.begin(), sent_.end(),
                          [&](const Sent& s) { return s.step.act == Act::promote || s.step.backend == event_.target; });
    at_ = At::verify;
}

// The pool may die before the request, or between it and its answer.
Run::Sent Run::send(const efm::Step& step)
{
    Pgpool& pool = world_.pools[static_cast<std::size_t>(pool_)];
    const bool is_repeated = step.act == Act::attach && event_.attached.contains(step.backend);
    Sent sent{
        .step = step, .again = step.act != Act::promote && !is_repeated, .half_time = world_.now + remaining() / 2};
    tell(std::string(efm::to_string(step.act)) + ' ' + std::to_string(step.backend) + ": " + step.reason);
    if (!pool.is_running()) {
        if (world_.random.chance(50)) end(Result::not_reached, "the pool is gone");
        return sent;
    }
    if (world_.has_accidents && world_.random.chance(2)) return sent;  // dropped, with an answer like any other
    ++world_.requests;
    sent.rejected = pool.take({step.act, step.backend}) == Pgpool::Answer::rejected;
    return sent;
}

bool Run::may_send(const efm::Step& step)
{
    Turn& turn = world_.turn(host_, pool_);
    if (step.act == Act::attach && step.backend == event_.target && turn.detaches[event_.target] != *detach_mark_) {
        end(Result::refused, "a detach was asked for while this attach waited");
        return false;
    }
    if (step.act == Act::detach && event_.verb != Verb::attach) ++turn.detaches[step.backend];
    if (step.act != Act::promote) return true;
    if (std::exchange(promote_sent_, true)) return false;
    if (turn.waits_for_promote(step.backend, world_.now)) return false;
    turn.promote = {step.backend, world_.now + promote_is_forgotten_after};
    return true;
}

void Run::note(const efm::Step& step)
{
    if (step.act == Act::attach) event_.attached.insert(step.backend);
    if (step.act == Act::detach) event_.attached.erase(step.backend);
    if (step.act != Act::promote) return;
    for (const efm::Backend& backend : views_.pool.backends) {
        if (is_attached(backend.status)) event_.taken_along.insert(backend.id);
    }
}

void Run::verify()
{
    Sent& sent = sent_[seen_];
    const Pgpool& pool = world_.pools[static_cast<std::size_t>(pool_)];
    const bool done = pool.is_running() && efm::is_done(sent.step, *pool.view().find(sent.step.backend));
    if (done) {
        Turn& turn = world_.turn(host_, pool_);
        if (sent.step.act == Act::promote) turn.promote.reset();
        if (sent.step.act == Act::detach && event_.verb != Verb::attach) turn.detached[sent.step.backend] = world_.now;
        if (++seen_ == sent_.size()) after_steps();
        return;
    }
    const bool is_overtaken = sent.rejected && sent.step.act == Act::detach;
    if (sent.rejected && !is_overtaken) return end(Result::refused, "the pool refuses it");
    if (remaining() <= 0) return end(Result::not_reached, "not seen by the deadline");
    if (is_overtaken || (sent.again && world_.now >= sent.half_time)) {
        if (sent.step.act == Act::attach) return prove_again();
        const bool again = sent.again && is_overtaken;
        sent = send(sent.step);
        sent.again = again;
        if (is_over()) return;
    }
    wake_ = world_.now + 200;
}

// It may have been lost; what was proved then may not be so any more.
void Run::prove_again()
{
    is_all_seen_ = false;
    if (++seen_ == sent_.size()) after_steps();
}

void Run::after_steps()
{
    forget();
    at_ = At::survey;
    const bool all = is_all_seen_ && batch_ == plan_.steps.size();
    is_all_seen_ = true;
    if (event_.attached.contains(event_.target)) {
        give_back_turn();
        questions_ = last_questions_;
        if (!questions_.empty()) at_ = At::ask;
    } else if (all && !plan_.refusal && event_.verb == Verb::detach) {
        end(Result::done, "seen to be done");
    }
}

void Run::wait_or_give_up(const efm::Refusal& refusal)
{
    if (!refusal.waiting_may_help) return end(Result::refused, refusal.reason);
    if (remaining() < pause_) return end(Result::not_reached, refusal.reason);
    wait();
}

bool Run::hope(const efm::Plan& plan)
{
    if (!hoping_) hoping_ = world_.now + std::min<Millis>(3'000, remaining() / 5);
    return !plan.hopes.empty() && world_.now + pause_ <= *hoping_;
}

void Run::wait()
{
    forget();
    at_ = At::survey;
    wake_ = world_.now + pause_;
    pause_ = std::min<Millis>(pause_ * 2, 500);
}

}  // namespace simulation
