#include "rehearsal.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <utility>

#include "agreement.hpp"
#include "eventually.hpp"
#include "facts.hpp"
#include "table.hpp"

namespace scenarios {
namespace {

using namespace std::chrono_literals;

constexpr auto manager_limit = 30s;
constexpr auto rest_limit = 25s;  // the scripts sleep ten seconds a server
constexpr auto reads_limit = 10s;
constexpr auto look_interval = 60ms;
constexpr int looks_at_rest = 5;  // in a row

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
    return (act == "promotion" ? "promote" : act) + " " + subject_of(house, hook);
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
    const Time begun = now();
    Act act{.title = title, .begun = begun};
    event();
    wait_for_rest(title, types, begun);
    act.pool_change = pool_change(begun);
    check_obedience(act, begun);
    if (!support::eventually([&] { return full_reads(begun).has_value(); }, reads_limit, look_interval)) {
        breaks(Claim::full_reads, title);
    }
    act.full_reads = full_reads(begun);
    note_hooks(act, begun);
    act.clients = disturbance(house_.traffic().statements(), begun, now());
    acts_.push_back(std::move(act));
    return acts_.back();
}

void Rehearsal::wait_for_rest(const std::string& title, const std::vector<std::string>& types, Time begun)
{
    if (!house_.efm().wait_for(types, manager_limit)) breaks(Claim::manager, title + ": " + house_.efm().status().out);
    int good_looks = 0;
    std::vector<std::string> sentences;
    const auto at_rest = [&] {
        sentences = disagreements(opinions(house_));
        good_looks = sentences.empty() && !is_hook_running(house_, begun) ? good_looks + 1 : 0;
        return good_looks >= looks_at_rest;
    };
    if (support::eventually(at_rest, rest_limit, look_interval)) return;
    breaks(Claim::agreement, title + ": " + (sentences.empty() ? "a hook does not end" : in_one_line(sentences)));
}

std::optional<double> Rehearsal::pool_change(Time begun) const
{
    for (const PoolChange& change : house_.watch().changes()) {
        if (change.time > begun) return change.time - begun;
    }
    return std::nullopt;
}

void Rehearsal::check_obedience(const Act& act, Time begun)
{
    if (!act.pool_change) return;
    Time first_hook = now();
    for (const support::EfmEvent& event : house_.events(begun)) {
        if (event.kind == "hook") first_hook = std::min(first_hook, event.started);
    }
    if (begun + *act.pool_change < first_hook) breaks(Claim::obedience, act.title + ": Pgpool went ahead of EFM");
}

// Of each server that is in the pool now: a read that began since it came in. And no read failed since.
std::optional<double> Rehearsal::full_reads(Time begun) const
{
    const auto changes = house_.watch().changes();
    const auto statements = house_.traffic().statements();
    double all = 0;
    for (std::size_t i = 0; i < house_.size(); ++i) {
        Time since = begun;
        bool in = false;
        for (const PoolChange& change : changes) {
            const bool now_in = change.state.at(i) != "down";
            if (now_in && !in && change.time > begun) since = change.time;
            in = now_in;
        }
        if (!in) continue;
        const auto first = std::ranges::find_if(statements, [&](const Statement& statement) {
            return statement.kind == Statement::Kind::read && statement.answered() && statement.begun >= since &&
                   statement.server == house_.server(i).address();
        });
        if (first == statements.end()) return std::nullopt;
        all = std::max(all, first->ended - begun);
    }
    for (const Statement& statement : statements) {
        const bool failed_read = statement.kind == Statement::Kind::read && !statement.answered();
        if (failed_read && statement.begun >= begun) all = std::max(all, statement.ended - begun);
    }
    return all;
}

void Rehearsal::note_hooks(Act& act, Time begun)
{
    for (const support::EfmEvent& event : house_.events(begun)) {
        if (event.kind != "hook") continue;
        act.hooks.push_back(short_name(house_, event));
        if (event.exit != 0) {
            breaks(Claim::hooks, act.title + ": " + act.hooks.back() + ": exit " + std::to_string(event.exit) + ": " +
                                     first_line(event.output));
        }
    }
}

void Rehearsal::judge(std::size_t primary)
{
    house_.traffic().stop();
    verdict_ = scenarios::judge(facts_of(house_, primary));
    if (!verdict_.lost.empty()) {
        breaks(Claim::durability, std::to_string(verdict_.lost.size()) + " of " +
                                      std::to_string(verdict_.acknowledged) + " acknowledged writes are lost");
    }
    if (!verdict_.unentitled.empty()) {
        breaks(Claim::entitlement,
               std::to_string(verdict_.unentitled.size()) + " answers, the first: " + verdict_.unentitled.front());
    }
    table().add(*this);
}

void Rehearsal::breaks(Claim claim, const std::string& what)
{
    broken_.push_back({claim, what});
    if (promises(claim)) ADD_FAILURE() << "row " << row_.number << ", " << to_string(claim) << ": " << what;
}

bool Rehearsal::promises(Claim claim) const
{
    return house_.contender().is_suite && !row_.not_yet.contains(claim);
}

}  // namespace scenarios
