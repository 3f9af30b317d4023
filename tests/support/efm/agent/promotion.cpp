#include "promotion.hpp"

#include <algorithm>
#include <functional>
#include <sstream>

#include "efm/parallel.hpp"

namespace standin {
namespace {

class Promotion {
public:
    Promotion(Context& context, const Json& request)
        : context_(context),
          failed_(request.at("failed")),
          run_scripts_(request.at("scripts")),
          after_(request.at("after"))
    {
        if (!context.config.options().after_promotion.empty()) after_ = context.config.options().after_promotion;
    }

    Json run()
    {
        if (const Json refusal = become_primary(); !refusal.is_null()) return refusal;
        for (const std::string& step : after_) run_steps(step);
        run_on_others("script.remote.post.promotion");
        context_.warn("Failover has completed", "New primary: " + context_.address());
        return {{"ok", true}, {"message", "promoted"}};
    }

private:
    Json refuse(const std::string& why)
    {
        context_.become(MemberType::standby, why);
        return {{"ok", false}, {"message", why}};
    }

    // Null when it worked.
    Json become_primary()
    {
        const Operation operation(context_.turns);
        if (context_.membership.self().type != MemberType::standby) return {{"ok", false}, {"message", "no standby"}};
        context_.become(MemberType::promoting, "chosen");
        context_.warn("Promotion has started");
        run_on_others("script.remote.pre.promotion");
        if (!ping_server_answers(context_.config)) {
            context_.warn("One or more nodes isolated from network", "The ping server does not answer.");
            return refuse("the ping server does not answer");
        }
        if (run_scripts_ && !fence()) return refuse("the fencing script failed");
        if (!context_.server.promote() || !leaves_recovery()) {
            context_.severe("Could not promote standby");
            return refuse("pg_ctl promote failed");
        }
        context_.take_vip();
        context_.become(MemberType::primary, "promoted");
        prefer_priority_standbys();
        return nullptr;
    }

    bool fence()
    {
        const HookResult result = context_.run_hook(
            "script.fence", {{'p', context_.address()}, {'f', failed_}},
            "Fencing script error on " + context_.address() + ": Failover has not occurred", "Executed fencing script");
        return !result.failed();
    }

    bool leaves_recovery()
    {
        const auto deadline = pcp::Deadline::after(context_.config.time("restart.connection.timeout"));
        while (context_.server.role(context_.config.time("local.timeout.final")) != Role::primary) {
            if (deadline.expired() || context_.stop.wait(context_.config.time("recovery.check.period"))) return false;
        }
        return true;
    }

    // "attach", or several at once: "reconfigure+attach".
    void run_steps(const std::string& together)
    {
        std::istringstream names(together);
        std::vector<std::string> steps;
        for (std::string name; std::getline(names, name, '+');) steps.push_back(name);
        const bool quiet = Quiet::now();
        efm::in_parallel(steps.size(), [&](std::size_t i) {
            const Quiet as_before(quiet);
            run_step(steps[i]);
        });
    }

    void run_step(const std::string& step)
    {
        if (step == "attach") context_.attach('p');
        if (step == "reconfigure") reconfigure_others();
        if (step != "post" || !run_scripts_) return;
        context_.run_hook("script.post.promotion", {{'p', context_.address()}, {'f', failed_}},
                          "Post-promotion script failed on " + context_.address(), "Executed post-promotion script");
    }

    void reconfigure_others()
    {
        auto standbys = context_.membership.others();
        std::erase_if(standbys, [](const MemberState& member) { return member.type != MemberType::standby; });
        context_.ask_members(standbys, {{"do", "reconfigure"}, {"primary", context_.address()}});
    }

    void run_on_others(const std::string& property)
    {
        context_.ask_members(context_.membership.others(),
                             {{"do", "remote_hook"}, {"hook", property}, {"primary", context_.address()}});
    }

    void prefer_priority_standbys()
    {
        const auto preferred = context_.config.words("priority.standbys");
        if (preferred.empty()) return;
        context_.membership.change_lists([&](SharedLists& lists) {
            for (auto it = preferred.rbegin(); it != preferred.rend(); ++it) set_priority(lists, *it, 1);
        });
    }

    Context& context_;
    std::string failed_;
    bool run_scripts_;
    std::vector<std::string> after_;
};

}  // namespace

std::optional<Json> promote_here(Context& context, const Json& request)
{
    return std::make_optional(Promotion(context, request).run());
}

}  // namespace standin
