#include "resume.hpp"

#include <stdexcept>

namespace standin {
namespace {

// Empty when it may be monitored as what it is.
std::string objection(Context& context, Role role)
{
    if (role == Role::none) return "The database on " + context.address() + " is not running.";
    if (role == Role::standby) return "";
    const auto primary = context.membership.of_type(MemberType::primary);
    if (primary || context.membership.has_primary()) return "There is already a primary node in this cluster.";
    return "";
}

MemberType type_of(Role role)
{
    return role == Role::primary ? MemberType::primary : MemberType::standby;
}

}  // namespace

Json resume(Context& context)
{
    const Operation operation(context.turns);
    if (context.membership.self().type != MemberType::idle) {
        return {{"ok", false}, {"message", "The agent on " + context.address() + " is not idle."}};
    }
    const Role role = context.server.role(context.config.time("local.timeout.final"));
    const std::string why_not = objection(context, role);
    if (!why_not.empty()) return {{"ok", false}, {"message", why_not}};
    const char letter = role == Role::primary ? 'p' : 's';
    const bool attach_first = context.config.options().attach_before_resumed;
    if (attach_first) context.attach(letter);
    context.run_hook("script.resumed", {}, "Agent resumed script error", "Executed agent resumed script");
    context.become(type_of(role), "resumed");
    if (role == Role::primary) context.take_vip();
    if (!attach_first) context.attach(letter);
    return {{"ok", true}, {"message", "resumed"}};
}

void resume_silently(Context& context)
{
    const Operation operation(context.turns);
    if (context.membership.self().type != MemberType::idle) return;
    const Role role = context.server.role(context.config.time("local.timeout.final"));
    if (objection(context, role).empty()) context.become(type_of(role), "reaches its database again");
}

void begin_monitoring(Context& context)
{
    if (context.is_witness()) return context.info("Witness agent running on " + context.address());
    const Operation operation(context.turns);
    const Role role = context.server.role(context.config.time("local.timeout.final"));
    if (role == Role::none) {
        context.info("Idle agent running on " + context.address());
        return context.become(MemberType::idle, "its database does not run", IdleCause::startup);
    }
    const std::string why_not = objection(context, role);
    if (!why_not.empty()) throw std::runtime_error(why_not);
    context.become(type_of(role), "started");
    if (role == Role::primary) context.take_vip();
    context.info(to_string(type_of(role)) + " agent running on " + context.address());
}

}  // namespace standin
