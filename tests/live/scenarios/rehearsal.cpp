#include "rehearsal.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <utility>

#include "agreement.hpp"
#include "eventually.hpp"
#include "facts.hpp"
#include "table.hpp"

namespace scenarios {
namespace {

using namespace std::chrono_literals;

constexpr auto manager_limit = 30s;
constexpr auto rest_limit = 25s;     // the scripts sleep ten seconds a server
constexpr auto hopeless_limit = 6s;  // where agreement is not promised yet
constexpr auto reads_limit = 10s;
constexpr auto look_interval = 60ms;
constexpr int looks_at_rest = 5;  // in a row
constexpr int exit_refused = 77;

// When it came in for the last time; empty while it is out.
std::optional<Time> in_pool_since(const std::vector<PoolChange>& changes, std::size_t backend)
{
    std::optional<Time> since;
    for (const PoolChange& change : changes) {
        if (change.state.at(backend) == "down") {
            since.reset();
        } else if (!since) {
            since = change.time;
        }
    }
    return since;
}

std::optional<Time> first_read(const Statements& statements, const std::string& server, Time since)
{
    const auto found = std::ranges::find_if(statements, [&](const Statement& statement) {
        return statement.kind == Statement::Kind::read && statement.answered() && statement.begun >= since &&
               statement.server == server;
    });
    return found == statements.end() ? std::nullopt : std::optional(found->ended);
}

// A hook that an agent has begun and not ended. Those of an agent that was killed end with nobody there to tell.
bool is_hook_running(House& house, Time since)
{
    std::map<std::string, int> running;
    for (const auto& event : house.efm().events(since)) {
        if (event.kind == "hook_started") ++running[event.agent];
        if (event.kind == "hook") --running[event.agent];
    }
    for (std::size_t i = 0; i < house.efm().size(); ++i) {
        if (house.efm().agent_runs(i) && running[house.efm().address(i)] > 0) return true;
    }
    return false;
}

std::string in_one_line(const std::vector<std::string>& sentences)
{
    std::string line;
    for (const std::string& sentence : sentences) line += (line.empty() ? "" : "; ") + sentence;
    return line;
}

std::string first_line(const std::string& text)
{
    return text.substr(0, text.find('\n'));
}

// "detach 127.0.0.13": the script's own name, whoever runs it, and whom it is about.
std::string short_name(const House& house, const support::EfmEvent& hook)
{
    const std::string act = hook.name.substr(hook.name.find_last_of("._") + 1);
    return (is_reconciled(hook) ? "reconcile: " : "") + (act == "promotion" ? "promote" : act) + " " +
           subject_of(house, hook);
}

}  // namespace

std::string to_string(Claim claim)
{
    switch (claim) {
        case Claim::manager:
            return "manager";
        case Claim::obedience:
            return "obedience";
        case Claim::agreement:
            return "agreement";
        case Claim::full_reads:
            return "full reads";
        case Claim::durability:
            return "durability";
        case Claim::entitlement:
            return "entitlement";
        case Claim::hooks:
            return "hooks";
    }
    return "";
}

Rehearsal::Rehearsal(Row row, House& house) : row_(std::move(row)), house_(house) {}

const Act& Rehearsal::act(const std::string& title, const std::function<void()>& event,
                          const std::vector<std::string>& types)
{
    Act act{.title = title, .begun = now()};
    event();
    wait_for_rest(act, types);
    act.pool_change = pool_change(act.begun);
    check_obedience(act);
    if (!support::eventually([&] { return full_reads(act.begun).has_value(); }, reads_limit, look_interval)) {
        breaks(Claim::full_reads, title, "a server of the pool answers no reads");
    }
    act.full_reads = full_reads(act.begun);
    note_hooks(act);
    act.clients = disturbance(house_.traffic().statements(), act.begun, now());
    acts_.push_back(std::move(act));
    return acts_.back();
}

void Rehearsal::wait_for_rest(const Act& act, const std::vector<std::string>& types)
{
    if (!house_.efm().wait_until_seen_by(house_.asked(), types, manager_limit)) {
        breaks(Claim::manager, act.title, house_.efm().status(house_.asked()).out);
    }
    int good_looks = 0;
    std::vector<std::string> sentences;
    const auto at_rest = [&] {
        sentences = disagreements(opinions(house_));
        good_looks = sentences.empty() && !is_hook_running(house_, act.begun) ? good_looks + 1 : 0;
        return good_looks >= looks_at_rest;
    };
    const bool hopeless = exception(Claim::agreement, act.title) != nullptr;
    if (support::eventually(at_rest, hopeless ? hopeless_limit : rest_limit, look_interval)) return;
    breaks(Claim::agreement, act.title, sentences.empty() ? "a hook does not end" : in_one_line(sentences));
}

std::optional<double> Rehearsal::pool_change(Time begun) const
{
    for (const PoolChange& change : house_.watch().changes()) {
        if (change.time > begun) return change.time - begun;
    }
    return std::nullopt;
}

void Rehearsal::check_obedience(const Act& act)
{
    if (!act.pool_change) return;
    Time first_hook = now();
    for (const support::EfmEvent& event : house_.events(act.begun)) {
        if (event.kind == "hook_started") first_hook = std::min(first_hook, event.time);
        if (event.kind == "hook") first_hook = std::min(first_hook, event.started);
    }
    if (act.begun + *act.pool_change < first_hook) breaks(Claim::obedience, act.title, "Pgpool went ahead of EFM");
}

// Of each server that is in the pool now: a read that began since it came in. And no read failed since.
std::optional<double> Rehearsal::full_reads(Time begun) const
{
    const auto changes = house_.watch().changes();
    const auto statements = house_.traffic().statements();
    double all = 0;
    for (std::size_t i = 0; i < house_.size(); ++i) {
        const auto since = in_pool_since(changes, i);
        if (!since) continue;
        const auto first = first_read(statements, house_.server(i).address(), std::max(*since, begun));
        if (!first) return std::nullopt;
        all = std::max(all, *first - begun);
    }
    for (const Statement& statement : statements) {
        const bool failed_read = statement.kind == Statement::Kind::read && !statement.answered();
        if (failed_read && statement.begun >= begun) all = std::max(all, statement.ended - begun);
    }
    return all;
}

void Rehearsal::note_hooks(Act& act)
{
    for (const support::EfmEvent& event : house_.events(act.begun)) {
        if (event.kind != "hook") continue;
        const std::string hook = short_name(house_, event);
        const bool refuses = has_to_refuse(act, hook);
        act.hooks.push_back(hook + (refuses && event.exit == exit_refused ? " refused" : ""));
        if (event.exit == (refuses ? exit_refused : 0) || is_reconciled(event)) continue;  // reconcile tries again
        breaks(Claim::hooks, act.title,
               hook + " exits " + std::to_string(event.exit) + ": " + first_line(event.output));
    }
    for (const Refused& refused : row_.refused) {
        const bool did = std::ranges::count(act.hooks, refused.hook + " refused") > 0;
        if (refused.act == act.title && !did) breaks(Claim::hooks, act.title, refused.hook + " did not refuse");
    }
}

bool Rehearsal::has_to_refuse(const Act& act, const std::string& hook) const
{
    return std::ranges::any_of(
        row_.refused, [&](const Refused& refused) { return refused.act == act.title && refused.hook == hook; });
}

void Rehearsal::judge()
{
    house_.traffic().stop();
    verdict_ = scenarios::judge(facts_of(house_, house_.primary()));
    crashed_sessions_ = support::crashed_sessions(house_.pool().log_text());
    if (!verdict_.lost.empty())
        breaks(Claim::durability, "", std::to_string(verdict_.lost.size()) + " writes are lost");
    if (!verdict_.unentitled.empty()) {
        breaks(Claim::entitlement, "",
               std::to_string(verdict_.unentitled.size()) + " answers, the first: " + verdict_.unentitled.front());
    }
    table().add(*this);
}

void Rehearsal::breaks(Claim claim, const std::string& act, const std::string& what)
{
    const NotYet* const not_yet = exception(claim, act);
    broken_.push_back({claim, act, what, not_yet ? not_yet->why : ""});
    if (not_yet || !house_.contender().is_suite) return;
    ADD_FAILURE() << "row " << row_.number << ", " << act << ", " << to_string(claim) << ": " << what;
}

const NotYet* Rehearsal::exception(Claim claim, const std::string& act) const
{
    const auto found = std::ranges::find_if(row_.not_yet, [&](const NotYet& not_yet) {
        return not_yet.claim == claim && (not_yet.act.empty() || not_yet.act == act) &&
               (not_yet.error.empty() || were_clients_told(not_yet.error));
    });
    return found == row_.not_yet.end() ? nullptr : &*found;
}

bool Rehearsal::were_clients_told(const std::string& words) const
{
    return std::ranges::any_of(house_.traffic().statements(), [&](const Statement& statement) {
        return statement.error.find(words) != std::string::npos;
    });
}

}  // namespace scenarios
