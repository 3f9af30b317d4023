#include "database_watch.hpp"

#include <algorithm>

#include "failure.hpp"
#include "resume.hpp"

namespace standin {
namespace {

bool is_monitored(MemberType type)
{
    return type == MemberType::primary || type == MemberType::standby;
}

std::string auto_resume_property(const Generation& generation, IdleCause cause)
{
    if (generation.major < 5) return "auto.resume.period";
    return cause == IdleCause::startup ? "auto.resume.startup.period" : "auto.resume.failure.period";
}

}  // namespace

DatabaseWatch::DatabaseWatch(Context& context) : context_(context)
{
    if (context.is_witness()) return;
    watcher_ = std::thread([this] { watch(); });
    if (!context.config.text("script.custom.monitor").empty()) monitor_ = std::thread([this] { run_monitor(); });
}

DatabaseWatch::~DatabaseWatch()
{
    if (watcher_.joinable()) watcher_.join();
    if (monitor_.joinable()) monitor_.join();
}

void DatabaseWatch::watch()
{
    while (!context_.stop.wait(context_.config.time("local.period"))) {
        context_.guarded("database watch", [this] { tick(); });
    }
}

void DatabaseWatch::tick()
{
    const MemberType type = context_.membership.self().type;
    const bool busy = context_.turns.stamp() % 2 == 1;
    if (busy || !is_monitored(type)) last_success_ = Clock::now();
    if (busy) return;
    if (is_monitored(type)) look(type);
    if (type == MemberType::idle) retry_when_idle();
}

// A job that began meanwhile makes the answer worthless.
void DatabaseWatch::look(MemberType type)
{
    const unsigned before = context_.turns.stamp();
    const auto timeout = context_.config.time("local.timeout");
    const auto final_timeout = context_.config.time("local.timeout.final");
    const auto silent = std::chrono::duration_cast<std::chrono::milliseconds>(Clock::now() - last_success_);
    Role role = context_.server.role(std::max(final_timeout, timeout - silent));
    if (role == Role::none && Clock::now() - last_success_ < timeout) return;
    if (role == Role::none) role = context_.server.role(final_timeout);
    if (context_.stop.requested()) return;
    if (context_.turns.stamp() != before) {
        last_success_ = Clock::now();
        return;
    }
    judge(type, role);
}

void DatabaseWatch::judge(MemberType type, Role role)
{
    last_success_ = Clock::now();
    const Role expected = type == MemberType::primary ? Role::primary : Role::standby;
    if (role == Role::none) return database_failed(context_, type);
    if (role != expected) wrong_state(context_, type);
}

// An agent that cannot reach a database that others reach goes on trying; for other causes there is a property.
void DatabaseWatch::retry_when_idle()
{
    const IdleCause cause = context_.membership.self().idle_cause;
    if (cause == IdleCause::unreachable) return resume_silently(context_);
    const auto period = context_.config.time(auto_resume_property(context_.config.generation(), cause));
    const bool wanted = cause == IdleCause::startup || cause == IdleCause::failure;
    if (!wanted || period.count() == 0 || Clock::now() - last_resume_ < period) return;
    last_resume_ = Clock::now();
    context_.info("Starting auto resume check");
    resume(context_);
}

void DatabaseWatch::run_monitor()
{
    const auto interval = context_.config.time("custom.monitor.interval");
    while (!context_.stop.wait(interval)) context_.guarded("custom monitor", [this] { ask_monitor(); });
}

void DatabaseWatch::ask_monitor()
{
    const MemberType type = context_.membership.self().type;
    if (!is_monitored(type) || context_.turns.stamp() % 2 == 1) return;
    const auto limit = context_.config.time("custom.monitor.timeout");
    const HookResult result = context_.hooks.run("script.custom.monitor", {}, {}, limit);
    if (!result.failed() || context_.stop.requested()) return;
    if (result.timed_out) return context_.warn("Custom monitor timeout");
    if (!context_.config.flag("custom.monitor.safe.mode")) return monitor_failed(context_, type);
    context_.warn("Custom monitor 'safe mode' failure", result.output);
}

}  // namespace standin
