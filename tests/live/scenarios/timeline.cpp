#include "timeline.hpp"

#include <algorithm>
#include <cstdio>

#include "facts.hpp"
#include "hooks_log.hpp"

namespace scenarios {
namespace {

struct Moment {
    Time time = 0;
    std::string who;
    std::string what;
};
using Moments = std::vector<Moment>;

std::string first_line(const std::string& text)
{
    return text.substr(0, text.find('\n'));
}

// "load_balancer_detach 127.0.0.11 p", without the settings file that only a test names.
std::string call_of(const support::EfmEvent& hook)
{
    std::string line;
    for (std::size_t i = 0; i < hook.argv.size(); ++i) {
        if (hook.argv[i] == "--config") break;
        line += i == 0 ? hook.argv[i].substr(hook.argv[i].rfind('/') + 1) : " " + hook.argv[i];
    }
    return line;
}

std::string hook_words(const support::EfmEvent& hook)
{
    const int milliseconds = static_cast<int>((hook.time - hook.started) * 1000);
    return call_of(hook) + "  [exit " + std::to_string(hook.exit) + ", " + std::to_string(milliseconds) + " ms] " +
           first_line(hook.output);
}

std::string database_words(const std::string& act)
{
    if (act == "promote") return "pg_ctl promote";
    if (act == "stop" || act == "start") return "pg_ctl " + act;
    if (act == "upstream") return "is told to follow the new primary";
    return "gets a " + act + ", which keeps it from starting";
}

void add_efm(Moments& moments, const House& house, Time begun)
{
    const std::string tail = " for cluster ";
    for (const support::EfmEvent& event : house.events(begun)) {
        const std::string efm = "EFM " + event.agent;
        if (is_reconciled(event)) {
            moments.push_back({event.started, "reconcile", event.output});
            continue;
        }
        if (event.kind == "hook") moments.push_back({event.time, "hook", hook_words(event)});
        if (event.kind == "type") moments.push_back({event.time, efm, "is " + event.name + " now"});
        if (event.kind == "database") moments.push_back({event.time, efm, "its server: " + database_words(event.name)});
        if (event.kind != "notification" || event.severity == "INFO") continue;
        moments.push_back({event.time, efm, "\"" + event.name.substr(0, event.name.find(tail)) + "\""});
    }
}

void add_pool(Moments& moments, const House& house, Time begun)
{
    PoolState before;
    for (const PoolChange& change : house.watch().changes()) {
        for (std::size_t i = 0; i < before.size() && change.time > begun; ++i) {
            if (change.state[i] == before[i]) continue;
            moments.push_back(
                {change.time, "Pgpool", house.server(i).address() + " is " + change.state[i] + ", was " + before[i]});
        }
        before = change.state;
    }
}

// Pgpool calls it, so that only its own log tells of it.
void add_follow_primary(Moments& moments, const House& house, Time begun)
{
    for (const LogLine& line : read_hooks_log(house.pool().hooks_log())) {
        if (line.program != "follow_primary" || line.step != "outcome" || line.time <= begun) continue;
        moments.push_back({line.time, "hook", "follow_primary: " + line.detail});
    }
}

// When the writer's luck changes.
void add_clients(Moments& moments, const House& house, Time begun)
{
    bool served = true;
    for (const Statement& statement : house.traffic().statements()) {
        if (statement.begun < begun || statement.kind == Statement::Kind::read) continue;
        if (statement.answered() == served) continue;
        served = statement.answered();
        const std::string failure = "a write fails: " + statement.error.substr(0, 60);
        moments.push_back(
            {statement.ended, "client", served ? "a write is acknowledged, by " + statement.server : failure});
    }
}

}  // namespace

std::string timeline(const House& house, const Act& act)
{
    Moments moments{{act.begun, "it happens", ""}};
    add_efm(moments, house, act.begun);
    add_pool(moments, house, act.begun);
    add_follow_primary(moments, house, act.begun);
    add_clients(moments, house, act.begun);
    if (act.full_reads) {
        moments.push_back({act.begun + *act.full_reads, "client", "reads are answered by every server of the pool"});
    }
    std::ranges::stable_sort(moments, {}, &Moment::time);
    std::string text;
    for (const Moment& moment : moments) {
        char head[64];
        std::snprintf(head, sizeof head, "%8.3f s  %-14s ", moment.time - act.begun, moment.who.c_str());
        text += head + moment.what + '\n';
    }
    return text;
}

}  // namespace scenarios
