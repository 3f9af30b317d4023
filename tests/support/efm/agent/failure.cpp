#include "failure.hpp"

namespace standin {
namespace {

void stop_failed_primary(Context& context)
{
    if (context.config.flag("stop.failed.primary")) context.server.stop(ServerControl::Haste::now);
}

void primary_failed(Context& context, const std::string& why)
{
    context.severe("Primary database failure on " + context.address(), why);
    const bool detach_first = context.config.options().detach_before_stop;
    if (detach_first) context.detach(context.address(), 'p');
    stop_failed_primary(context);
    if (!detach_first) context.detach(context.address(), 'p');
    context.drop_vip();
    context.run_hook("script.db.failure", {}, "Post-database failure script error",
                     "Executed post-database failure script");
    context.server.write_recovery_conf(why);
    context.become(MemberType::idle, why, IdleCause::failure);
    context.membership.change_self([](MemberState& self) { self.failover_wanted = true; });
}

void standby_failed(Context& context, const std::string& why)
{
    context.warn("Standby database failed on " + context.address(), why);
    context.detach(context.address(), 's');
    context.run_hook("script.db.failure", {}, "Post-database failure script error",
                     "Executed post-database failure script");
    context.become(MemberType::idle, why, IdleCause::failure);
}

std::string title(MemberType type)
{
    return type == MemberType::primary ? "Primary" : "Standby";
}

}  // namespace

void database_failed(Context& context, MemberType type)
{
    const Operation operation(context.turns);
    if (context.membership.self().type != type) return;
    if (context.anyone_reaches_database(context.address(), false)) {
        context.warn(title(type) + " agent cannot reach database on " + context.address(),
                     "Other nodes can reach it. The agent is idle and tries to resume.");
        return context.become(MemberType::idle, "cannot reach its database", IdleCause::unreachable);
    }
    if (type == MemberType::primary) return primary_failed(context, "The database does not answer.");
    standby_failed(context, "The database does not answer.");
}

void monitor_failed(Context& context, MemberType type)
{
    const Operation operation(context.turns);
    if (context.membership.self().type != type) return;
    if (type == MemberType::primary) return primary_failed(context, "The custom monitor reported a failure.");
    standby_failed(context, "The custom monitor reported a failure.");
}

void wrong_state(Context& context, MemberType type)
{
    const Operation operation(context.turns);
    if (context.membership.self().type != type) return;
    context.severe("Database in wrong state on " + context.address());
    context.become(MemberType::idle, "its database is in the wrong state", IdleCause::wrong_state);
}

void isolated(Context& context)
{
    const Operation operation(context.turns);
    if (context.membership.self().type != MemberType::primary) return;
    context.drop_vip();
    if (context.config.options().detach_when_isolated) context.detach(context.address(), 'p');
    if (context.config.flag("stop.isolated.primary")) {
        context.server.stop(ServerControl::Haste::now);
        context.severe("Isolated primary database shutdown on " + context.address());
    }
    context.run_hook("script.primary.isolated", {}, "Primary isolation script failed",
                     "Executed primary isolation script");
    context.server.write_recovery_conf("The primary was isolated.");
    context.become(MemberType::idle, "isolated", IdleCause::isolated);
}

void back_from_isolation(Context& context)
{
    const Operation operation(context.turns);
    context.server.remove_recovery_conf();
    if (context.server.role(context.config.time("local.timeout.final")) == Role::none) context.server.start();
    context.take_vip();
    context.become(MemberType::primary, "back from isolation");
    context.attach('p');
}

}  // namespace standin
