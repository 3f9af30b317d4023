#include "context.hpp"

#include <algorithm>

#include "efm/parallel.hpp"

namespace standin {
namespace {

std::string script_results(const HookResult& result, const std::string& property)
{
    return "Script: " + property + "\nExit Value: " + std::to_string(result.exit) + "\nResults: " + result.output;
}

}  // namespace

Context::Context(const Config& configuration)
    : config(configuration),
      journal(config.events_file(), config.address()),
      hooks(config, journal, [this] { return stop.requested(); }),
      membership(config),
      notifier(config, journal, hooks, [this] { return membership.self().vip_active; }),
      server(config, journal),
      vip(config, journal)
{
}

void Context::info(const std::string& subject, const std::string& text)
{
    notifier.raise(Severity::info, subject + " for cluster " + config.cluster(), text);
}

void Context::warn(const std::string& subject, const std::string& text)
{
    notifier.raise(Severity::warning, subject + " for cluster " + config.cluster(), text);
}

void Context::severe(const std::string& subject, const std::string& text)
{
    notifier.raise(Severity::severe, subject + " for cluster " + config.cluster(), text);
}

HookResult Context::run_hook(const std::string& property, const Placeholders& placeholders, const std::string& failure,
                             const std::string& done)
{
    const HookResult result = hooks.run(property, placeholders);
    if (result.failed()) severe(failure, script_results(result, property));
    if (result.configured && !result.failed() && !done.empty()) info(done, script_results(result, property));
    return result;
}

void Context::attach(char type)
{
    run_hook("script.load.balancer.attach", {{'h', address()}, {'t', std::string(1, type)}},
             "Load balancer attach script error");
}

void Context::detach(const std::string& whom, char type)
{
    run_hook("script.load.balancer.detach", {{'h', whom}, {'t', std::string(1, type)}},
             "Load balancer detach script error");
}

void Context::become(MemberType type, const std::string& why, IdleCause cause)
{
    membership.change_self([&](MemberState& self) {
        self.type = type;
        self.idle_cause = cause;
        self.db = type == MemberType::idle ? "UNKNOWN" : "UP";
        if (type == MemberType::primary || type == MemberType::standby) self.failover_wanted = false;
    });
    journal.record("type", {{"type", to_string(type)}, {"why", why}});
}

void Context::take_vip()
{
    if (!vip.is_configured()) return;
    const bool assigned = vip.assign();
    membership.change_self([&](MemberState& self) { self.vip_active = assigned; });
    if (assigned) {
        info("Assigning VIP to node " + address());
    } else {
        severe("Could not assign VIP to node " + address());
    }
}

void Context::drop_vip()
{
    if (!vip.is_configured() || !membership.self().vip_active) return;
    vip.release();
    membership.change_self([&](MemberState& self) { self.vip_active = false; });
    info("Releasing VIP from node " + address());
}

void Context::guarded(const char* what, const std::function<void()>& step)
{
    try {
        step();
    } catch (const std::exception& error) {
        journal.record("failure", {{"of", what}, {"why", error.what()}});
    }
}

std::optional<Json> Context::ask_member(const MemberState& member, Json question,
                                        std::optional<std::chrono::milliseconds> limit)
{
    question["cluster"] = config.cluster();
    question["from"] = address();
    question["quiet"] = Quiet::now();
    const auto gone = [&] {
        return stop.requested() || !membership.find(member.address);
    };
    try {
        const auto deadline = pcp::Deadline::after(limit.value_or(std::chrono::hours{1}));
        return std::make_optional(ask({member.address, member.port}, question, {deadline, gone}));
    } catch (const std::exception& error) {
        journal.say(member.address + " does not answer: " + error.what());
        return std::nullopt;
    }
}

std::vector<std::optional<Json>> Context::ask_members(const std::vector<MemberState>& members, const Json& question,
                                                      std::optional<std::chrono::milliseconds> limit)
{
    std::vector<std::optional<Json>> answers(members.size());
    const bool quiet = Quiet::now();
    efm::in_parallel(members.size(), [&](std::size_t i) {
        const Quiet as_before(quiet);
        answers[i] = ask_member(members[i], question, limit);
    });
    return answers;
}

bool Context::can_reach_database(const std::string& whose)
{
    return ask_database(login_of(config, whose), "SELECT 1", config.time("remote.timeout")).ok();
}

bool Context::anyone_reaches_database(const std::string& whose, bool also_here)
{
    if (also_here && can_reach_database(whose)) return true;
    auto others = membership.others();
    std::erase_if(others, [&](const MemberState& member) { return member.address == whose; });
    const auto answers =
        ask_members(others, {{"do", "check_database"}, {"of", whose}}, 2 * config.time("remote.timeout"));
    return std::ranges::any_of(answers, [](const auto& answer) { return answer && answer->value("ok", false); });
}

}  // namespace standin
