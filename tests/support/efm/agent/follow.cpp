#include "follow.hpp"

#include "auto_conf.hpp"

namespace standin {
namespace {

Json outcome(bool ok, const std::string& message)
{
    return {{"ok", ok}, {"message", message}};
}

Json give_up(Context& context, const std::string& why)
{
    context.severe("Database failure on " + context.address(), why);
    context.become(MemberType::idle, why, IdleCause::failure);
    return outcome(false, why);
}

}  // namespace

Json reconfigure(Context& context, const Json& request)
{
    const std::string primary = request.at("primary");
    if (!context.config.flag("auto.reconfigure")) {
        context.warn("Standby will not be reconfigured after failover");
        return outcome(false, "auto.reconfigure is false");
    }
    context.stop.wait(context.config.time("standby.restart.delay"));
    const Operation operation(context.turns);
    if (context.membership.self().type != MemberType::standby) return outcome(false, "no standby");
    const std::string conninfo = with_conninfo_word(context.server.upstream(), "host", primary);
    context.detach(context.address(), 's');
    if (!context.server.stop()) return give_up(context, "The standby could not be stopped.");
    context.server.set_upstream(conninfo);
    context.server.set_restore_command(primary);
    if (!context.server.start()) return give_up(context, "The standby could not be started.");
    context.attach('s');
    return outcome(true, "reconfigured");
}

Json hand_over(Context& context, const Json& request)
{
    const Operation operation(context.turns);
    if (context.membership.self().type != MemberType::primary) return outcome(false, "no primary");
    context.drop_vip();
    context.detach(context.address(), 'p');
    const bool stopped = context.server.stop();
    if (request.at("recovery_conf")) context.server.write_recovery_conf("A standby was promoted by command.");
    context.become(MemberType::idle, "hands over", IdleCause::hand_over);
    return outcome(stopped, stopped ? "handed over" : "the server could not be stopped");
}

Json become_standby(Context& context, const Json& request)
{
    const Operation operation(context.turns);
    const std::string primary = request.at("primary");
    std::string conninfo = with_conninfo_word(request.at("conninfo"), "host", primary);
    conninfo = with_conninfo_word(conninfo, "application_name", context.config.text("application.name"));
    context.server.set_upstream(conninfo);
    context.server.set_restore_command(primary);
    context.server.make_standby();
    if (!context.server.start()) return give_up(context, "The old primary could not be started as a standby.");
    context.attach('s');
    context.become(MemberType::standby, "switchover");
    return outcome(true, "is a standby");
}

}  // namespace standin
