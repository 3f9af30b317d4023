#include "command_requests.hpp"

#include <algorithm>

#include "auto_conf.hpp"

namespace standin {
namespace {

Json accepted()
{
    return {{"ok", true}, {"message", "accepted"}};
}

Json refused(const std::string& why)
{
    return {{"ok", false}, {"message", why}};
}

// Another standby's; else what the primary had when it was one.
std::string someones_upstream(Context& context, const MemberState& primary)
{
    auto members = context.membership.view();
    std::erase_if(members, [](const MemberState& member) { return member.type != MemberType::standby; });
    members.push_back(primary);
    for (const MemberState& member : members) {
        const DbAnswer answer = ask_database(login_of(context.config, member.address), "SHOW primary_conninfo",
                                             context.config.time("remote.timeout"));
        if (answer.ok() && !answer.values.front().empty()) return answer.values.front();
    }
    return "";
}

}  // namespace

// Everybody is asked, so that one who died a moment ago is told as missing.
Json status_answer(Context& context)
{
    const auto others = context.membership.others();
    const auto answers =
        context.ask_members(others, {{"do", "state"}, {"why", "status"}}, context.config.time("remote.timeout"));
    Json members = Json::array({to_json(context.membership.self())});
    Json missing = Json::array();
    for (std::size_t i = 0; i < others.size(); ++i) {
        if (answers[i]) {
            members.push_back(answers[i]->at("state"));
        } else if (context.membership.find(others[i].address)) {
            missing.push_back(others[i].address);
        }
    }
    return {{"ok", true},
            {"members", members},
            {"down", context.membership.down()},
            {"missing", missing},
            {"allowed", context.membership.lists().allowed},
            {"coordinator", context.membership.coordinator()},
            {"priority", context.membership.failover_priority()},
            {"minimum", context.config.number("minimum.standbys")}};
}

Json change_lists_by(Context& context, const Json& request, const std::function<void(SharedLists&)>& change)
{
    const std::string coordinator = context.membership.coordinator();
    if (coordinator == context.address()) {
        context.membership.change_lists(change);
        return accepted();
    }
    const auto member = context.membership.find(coordinator);
    std::optional<Json> answer;
    if (member) answer = context.ask_member(*member, request, context.config.time("remote.timeout"));
    return answer.value_or(refused("The membership coordinator does not answer."));
}

Json allow_node(Context& context, const Json& request)
{
    const std::string address = request.at("address");
    return change_lists_by(context, request, [&](SharedLists& lists) {
        const bool listed = std::ranges::find(lists.allowed, address) != lists.allowed.end();
        if (!listed) lists.allowed.push_back(address);
    });
}

Json disallow_node(Context& context, const Json& request)
{
    const std::string address = request.at("address");
    return change_lists_by(context, request, [&](SharedLists& lists) { std::erase(lists.allowed, address); });
}

Json change_priority(Context& context, const Json& request)
{
    const std::string address = request.at("address");
    const int priority = request.at("priority");
    const auto member = context.membership.find(address);
    if (!member) return refused("There is no node " + address + " in the cluster.");
    if (member->type != MemberType::standby) return refused("The node " + address + " is not a standby.");
    return change_lists_by(context, request, [&](SharedLists& lists) { set_priority(lists, address, priority); });
}

Json stop_cluster(Context& context)
{
    if (!context.config.flag("enable.stop.cluster")) return refused("The stop-cluster command is disabled.");
    context.ask_members(context.membership.others(), {{"do", "end"}, {"why", "stop-cluster"}},
                        context.config.time("remote.timeout"));
    context.cluster_stops = true;
    context.stop.request();
    return accepted();
}

Json reset_members(Context& context)
{
    const auto members = context.membership.view();
    context.ask_members(context.membership.others(), {{"do", "forget_absent"}, {"why", "reset-members"}},
                        context.config.time("remote.timeout"));
    context.membership.forget_absent();
    context.info("Reset members completed");
    return change_lists_by(context, {{"do", "reset_lists"}, {"why", "reset-members"}}, [&](SharedLists& lists) {
        lists.allowed.clear();
        for (const MemberState& member : members) lists.allowed.push_back(member.address);
    });
}

Json create_standby(Context& context)
{
    const Operation operation(context.turns);
    const auto primary = context.membership.of_type(MemberType::primary);
    if (!primary) return refused("There is no primary.");
    if (context.membership.self().type != MemberType::idle) return refused("The local agent is not idle.");
    std::string conninfo = someones_upstream(context, *primary);
    if (conninfo.empty()) return refused("No node has a primary_conninfo to copy.");
    conninfo = with_conninfo_word(conninfo, "host", primary->address);
    conninfo = with_conninfo_word(conninfo, "application_name", context.config.text("application.name"));
    if (!context.server.copy_from(conninfo)) return refused("pg_basebackup call failed");
    context.server.set_upstream(conninfo);
    context.server.make_standby();
    return context.server.start() ? accepted() : refused("The new standby could not be started.");
}

}  // namespace standin
