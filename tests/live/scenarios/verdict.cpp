#include "verdict.hpp"

#include <algorithm>
#include <cstdio>

namespace scenarios {
namespace {

// How long an answer may still come from where a session was before the change.
constexpr double grace = 0.25;

std::string sentence(const Statement& statement, const std::string& why)
{
    const bool write = statement.kind == Statement::Kind::write;
    return std::string(write ? "write " : "read of ") + std::to_string(statement.number) + " by " + statement.server +
           ": " + why;
}

// Somebody else was promoted after it. A promotion is known a little after it happened.
bool is_dethroned(const Facts& facts, const Statement& statement)
{
    bool dethroned = false;
    for (const Promotion& promotion : facts.promotions) {
        const bool own = promotion.server == statement.server;
        if (promotion.time + (own ? -grace : grace) <= statement.begun) dethroned = !own;
    }
    return dethroned;
}

bool is_excluded(const Facts& facts, const Statement& statement)
{
    return std::ranges::any_of(facts.exclusions, [&](const Exclusion& exclusion) {
        return exclusion.server == statement.server && exclusion.from + grace < statement.begun &&
               statement.ended < exclusion.until;
    });
}

// It read a row that the history which went on does not have, when that had long begun.
bool is_diverged(const Facts& facts, const Statement& statement)
{
    if (statement.kind != Statement::Kind::read || statement.number == 0) return false;
    if (facts.promotions.size() < 2 || statement.begun < facts.promotions.back().time + grace) return false;
    const auto row = facts.rows.find(statement.number);
    return row == facts.rows.end() || row->second != statement.origin;
}

void check_entitlement(const Facts& facts, const Statement& statement, Verdict& verdict)
{
    const auto object = [&](const char* why) {
        verdict.unentitled.push_back(sentence(statement, why));
    };
    if (!statement.standby && is_dethroned(facts, statement)) return object("another primary had taken over");
    if (is_excluded(facts, statement)) return object("it was detached");
    if (is_diverged(facts, statement)) return object("its history is not the one that went on");
}

}  // namespace

Verdict judge(const Facts& facts)
{
    Verdict verdict;
    for (const Statement& statement : facts.statements) {
        if (!statement.answered()) continue;
        check_entitlement(facts, statement, verdict);
        if (statement.kind == Statement::Kind::read) continue;
        ++verdict.acknowledged;
        if (!facts.rows.contains(statement.number)) verdict.lost.push_back(statement.number);
    }
    return verdict;
}

Disturbance disturbance(const Statements& statements, Time from, Time until)
{
    Disturbance result;
    Time last_write = from;
    Time last_read = from;
    const auto note = [](double& gap, Time& last, Time moment) {
        gap = std::max(gap, moment - last);
        last = moment;
    };
    for (const Statement& statement : statements) {
        if (statement.ended < from || statement.ended > until) continue;
        const bool write = statement.kind == Statement::Kind::write;
        if (statement.answered()) {
            note(write ? result.write_gap : result.read_gap, write ? last_write : last_read, statement.ended);
            continue;
        }
        ++result.errors[statement.error];
        if (!write) ++result.reads_failed;
        if (write) ++(statement.outcome == Statement::Outcome::lost ? result.writes_lost : result.writes_refused);
    }
    note(result.write_gap, last_write, until);
    note(result.read_gap, last_read, until);
    return result;
}

}  // namespace scenarios
