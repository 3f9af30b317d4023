#include "program.hpp"

#include <algorithm>

#include "world.hpp"

namespace simulation {
namespace {

using efm::Verb;

constexpr Millis hooks_time = 15'000;
constexpr Millis follow_time = 60'000;

bool is_ready_now(const Run& run, Millis now)
{
    return !run.is_over() && run.is_ready(now);
}

}  // namespace

std::string to_string(const Call& call)
{
    const char* const parties[] = {"manager", "operator", "pool", "suite"};
    return std::string(efm::to_string(call.verb)) + (call.member < 0 ? "" : ' ' + std::to_string(call.member)) +
           (call.type == efm::MemberType::primary ? " p" : "") + " by the " + parties[static_cast<int>(call.party)];
}

Program::Program(World& world, int id, int host, const Call& call) : world_(world), id_(id), host_(host), call_(call)
{
    deadline_ = world.now + (call.verb == Verb::follow ? follow_time : hooks_time);
}

bool Program::is_ready() const
{
    if (is_over_) return false;
    if (!has_begun_) return true;
    return std::ranges::all_of(runs_, &Run::is_over) ||
           std::ranges::any_of(runs_, [&](const Run& run) { return is_ready_now(run, world_.now); });
}

Millis Program::wake() const
{
    Millis wake = world_.now;
    bool any = false;
    for (const Run& run : runs_) {
        if (run.is_over()) continue;
        wake = any ? std::min(wake, run.wake()) : run.wake();
        any = true;
    }
    return wake;
}

// A promote goes from pool to pool, all else to all at once.
void Program::step()
{
    if (!has_begun_) return begin();
    std::vector<Run*> ready;
    for (Run& run : runs_) {
        if (is_ready_now(run, world_.now)) ready.push_back(&run);
    }
    if (!ready.empty()) return world_.random.one_of(ready)->step();
    if (runs_.size() < world_.pools.size()) return begin_next_run(world_.pools.size() - runs_.size());
    finish();
}

void Program::begin()
{
    has_begun_ = true;
    Journal& journal = world_.host(host_).journal;
    if (call_.verb == Verb::reconcile) {
        ordered_out_ = journal.ordered_out();
        open_ = journal.open();
    } else {
        journal.begin({id_, call_.verb, call_.member, call_.party, world_.now});
    }
    const bool may_promote =
        call_.verb == Verb::promote || call_.verb == Verb::reconcile || call_.type == efm::MemberType::primary;
    begin_next_run(may_promote ? world_.pools.size() : 1);
    while (!may_promote && runs_.size() < world_.pools.size()) begin_next_run(1);
}

void Program::begin_next_run(std::size_t left)
{
    const efm::Event event{.verb = call_.verb,
                           .target = call_.member,
                           .type = call_.type,
                           .old_primary = call_.old_primary,
                           .party = call_.party};
    const Millis share = world_.now + (deadline_ - world_.now) / static_cast<Millis>(left);
    runs_.emplace_back(world_, host_, static_cast<int>(runs_.size()), event, ordered_out_, share);
}

void Program::finish()
{
    is_over_ = true;
    const auto any = [&](Run::Result result) {
        return std::ranges::any_of(runs_, [&](const Run& run) { return run.result() == result; });
    };
    const auto is_refused = [](const Run& run) {
        return run.result() == Run::Result::refused;
    };
    if (call_.verb != Verb::reconcile && std::ranges::all_of(runs_, is_refused)) {
        return world_.host(host_).journal.refuse(id_);
    }
    if (call_.verb != Verb::reconcile) {
        return world_.host(host_).journal.close(id_, !any(Run::Result::not_reached));
    }
    if (!any(Run::Result::not_reached) && !any(Run::Result::refused)) close_open_events();
}

void Program::close_open_events()
{
    for (const Entry& entry : open_) {
        if (!entry.running && is_so(entry)) world_.host(host_).journal.close(entry.id, true);
    }
}

bool Program::is_so(const Entry& entry) const
{
    return std::ranges::all_of(world_.pools, [&](const Pgpool& pool) {
        if (entry.verb == Verb::follow) return true;
        if (!pool.is_running()) return false;
        if (entry.verb == Verb::detach) return !pool.is_attached(entry.member);
        return pool.is_attached(entry.member) && (entry.verb != Verb::promote || pool.primary() == entry.member);
    });
}

void Program::kill()
{
    is_over_ = true;
    for (Run& run : runs_) run.give_back_turn();
    if (has_begun_ && call_.verb != Verb::reconcile) world_.host(host_).journal.program_is_gone(id_);
}

}  // namespace simulation
