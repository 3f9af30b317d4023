#include "switchover.hpp"

#include "failover.hpp"
#include "follow.hpp"

namespace standin {
namespace {

// As the standbys have it: the old primary gets their settings.
std::string upstream_of_a_standby(Context& context, const std::string& source)
{
    for (const MemberState& member : context.membership.view()) {
        if (member.type != MemberType::standby || (!source.empty() && member.address != source)) continue;
        const DbAnswer answer = ask_database(login_of(context.config, member.address), "SHOW primary_conninfo",
                                             context.config.time("remote.timeout"));
        if (answer.ok() && !answer.values.front().empty()) return answer.values.front();
    }
    return "";
}

bool ask_ok(Context& context, const MemberState& member, const Json& request, Json (*here)(Context&, const Json&))
{
    if (member.address == context.address()) return here(context, request).value("ok", false);
    const auto answer = context.ask_member(member, request);
    return answer && answer->value("ok", false);
}

Json refused(const std::string& why)
{
    return {{"ok", false}, {"message", why}};
}

}  // namespace

Json accept_promote(Context& context, const Json& request)
{
    const std::string source = request.at("source");
    const bool switchover = request.at("switchover");
    if (context.membership.of_type(MemberType::promoting)) return refused("A promotion is already in progress.");
    if (switchover && !context.membership.of_type(MemberType::primary)) return refused("There is no primary agent.");
    if (context.membership.failover_priority().empty()) return refused("There is no standby to promote.");
    const bool any_number = context.config.generation().switches_over_below_minimum_standbys();
    if (!any_number && !enough_standbys(context)) return refused("There are not enough standby nodes.");
    const auto member = context.membership.find(source);
    if (!source.empty() && (!member || member->type != MemberType::standby)) {
        return refused("The source node " + source + " is not a standby.");
    }
    return {{"ok", true}, {"message", "accepted"}};
}

void promote_by_command(Context& context, const Json& request)
{
    const Quiet quiet(request.at("quiet").get<bool>());
    const bool switchover = request.at("switchover");
    const std::string conninfo = upstream_of_a_standby(context, request.at("source"));
    const auto primary = context.membership.of_type(MemberType::primary);
    if (switchover && (!primary || conninfo.empty())) return context.severe("Switchover has not occurred");
    if (primary && !ask_ok(context, *primary, {{"do", "hand_over"}, {"recovery_conf", !switchover}}, hand_over)) {
        return context.severe("Switchover has not occurred", "The primary could not be stopped.");
    }
    if (!vip_is_free(context)) return;
    const std::string failed = primary ? primary->address : context.membership.last_primary();
    const std::string promoted = take_over(context, {.failed = failed,
                                                     .run_scripts = request.at("scripts"),
                                                     .by_command = true,
                                                     .after = {"reconfigure", "attach", "post"}});
    if (promoted.empty() || !switchover) return;
    ask_ok(context, *primary, {{"do", "become_standby"}, {"primary", promoted}, {"conninfo", conninfo}},
           become_standby);
}

}  // namespace standin
