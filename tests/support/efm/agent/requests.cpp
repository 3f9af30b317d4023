#include "requests.hpp"

#include <fstream>
#include <functional>
#include <iterator>
#include <map>
#include <stdexcept>

#include "command_requests.hpp"
#include "follow.hpp"
#include "promotion.hpp"
#include "resume.hpp"
#include "switchover.hpp"

namespace standin {
namespace {

using Handler = std::function<Json(Context& context, const Json& request)>;

const Json done{{"ok", true}, {"message", "done"}};

Json check_database(Context& context, const Json& request)
{
    return {{"ok", context.can_reach_database(request.at("of"))}, {"message", "asked"}};
}

Json state(Context& context, const Json&)
{
    return {{"ok", true}, {"state", to_json(context.membership.self())}};
}

Json remote_hook(Context& context, const Json& request)
{
    const std::string property = request.at("hook");
    const std::string which = property == "script.remote.pre.promotion" ? "pre-promotion" : "post-promotion";
    context.run_hook(property, {{'p', request.at("primary")}}, "Remote " + which + " script failed",
                     "Executed remote " + which + " script");
    return done;
}

Json failover_taken(Context& context, const Json&)
{
    context.membership.change_self([](MemberState& self) { self.failover_wanted = false; });
    return done;
}

Json end(Context& context, const Json&)
{
    context.cluster_stops = true;
    context.stop.request();
    return done;
}

Json forget_absent(Context& context, const Json&)
{
    context.membership.forget_absent();
    return done;
}

Json reset_lists(Context& context, const Json&)
{
    context.membership.change_lists([&](SharedLists& lists) {
        lists.allowed.clear();
        for (const MemberState& member : context.membership.view()) lists.allowed.push_back(member.address);
    });
    return done;
}

const std::map<std::string, Handler> of_agents{
    {"check_database", check_database},
    {"state", state},
    {"remote_hook", remote_hook},
    {"failover_taken", failover_taken},
    {"promote",
     [](Context& context, const Json& request) {
         return *promote_here(context, request);
     }},
    {"reconfigure", reconfigure},
    {"hand_over", hand_over},
    {"become_standby", become_standby},
    {"end", end},
    {"forget_absent", forget_absent},
    {"reset_lists", reset_lists},
    {"allow", allow_node},
    {"disallow", disallow_node},
    {"priority", change_priority},
};

const std::map<std::string, Handler> restricted{
    {"allow", allow_node},
    {"disallow", disallow_node},
    {"priority", change_priority},
    {"resume",
     [](Context& context, const Json&) {
         return resume(context);
     }},
    {"stop_cluster",
     [](Context& context, const Json&) {
         return stop_cluster(context);
     }},
    {"reset_members",
     [](Context& context, const Json&) {
         return reset_members(context);
     }},
    {"create_standby",
     [](Context& context, const Json&) {
         return create_standby(context);
     }},
};

std::string authorization(const Context& context)
{
    std::ifstream file(context.config.authorization_file());
    return {std::istreambuf_iterator<char>(file), {}};
}

}  // namespace

Requests::~Requests()
{
    for (std::thread& thread : background_) thread.join();
}

Json Requests::answer_agent(const Json& request)
{
    if (request.at("cluster") != context_.config.cluster()) throw std::runtime_error("another cluster");
    const Quiet quiet(request.value("quiet", false));
    return of_agents.at(request.at("do"))(context_, request);
}

Json Requests::answer_command(const Json& request)
{
    const std::string what = request.at("do");
    if (what == "status") return status_answer(context_);
    if (what == "state") return state(context_, request);
    if (request.value("authorization", "") != authorization(context_)) throw std::runtime_error("not authorized");
    if (what == "promote") return promote(request);
    return restricted.at(what)(context_, request);
}

// The answer comes before the deed.
Json Requests::promote(const Json& request)
{
    const Json answer = accept_promote(context_, request);
    if (!answer.at("ok")) return answer;
    const std::lock_guard lock(mutex_);
    background_.emplace_back(
        [this, request] { context_.guarded("promotion by command", [&] { promote_by_command(context_, request); }); });
    return answer;
}

}  // namespace standin
