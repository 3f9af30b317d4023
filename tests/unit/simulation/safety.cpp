#include "safety.hpp"

#include <algorithm>

#include "world.hpp"

namespace simulation {
namespace {

using efm::Act;
using efm::Verb;

class Check {
public:
    Check(World& world, const Decision& decision) : world_(world), decision_(decision) {}

    void all()
    {
        for (const efm::Step& step : decision_.plan.steps) {
            if (step.act == Act::attach) attach(step.backend);
            if (step.act == Act::detach) detach(step.backend);
            if (step.act == Act::promote) promote(step.backend);
        }
        if (decision_.event.verb == Verb::reconcile) leaves_one();
    }

private:
    const Server* truth(int backend) const
    {
        const auto found = decision_.truth.find(backend);
        return found == decision_.truth.end() ? nullptr : &found->second;
    }

    bool answered(int backend) const
    {
        const auto found = decision_.views.servers.find(backend);
        return found != decision_.views.servers.end() && found->second.answers();
    }

    // Whether another server that answered as well has gone on to a newer timeline of the same system.
    const Server* newer_than(const Server& server, bool or_equal) const
    {
        for (const auto& [id, other] : decision_.truth) {
            if (id == server.id || !answered(id) || !other.is_up() || other.system != server.system) continue;
            if (other.in_recovery && !other.streams) continue;
            if (other.timeline() > server.timeline()) return &other;
            if (or_equal && other.is_writable() && other.timeline() == server.timeline()) return &other;
        }
        return nullptr;
    }

    void violation(const std::string& what, int backend) const
    {
        const Server* server = truth(backend);
        world_.violation(std::string(efm::to_string(decision_.event.verb)) + ' ' + what + ' ' +
                         (server ? to_string(*server) : "server " + std::to_string(backend) + ", never asked"));
    }

    void attach(int backend) const
    {
        const Server* server = truth(backend);
        if (!server || !answered(backend) || !server->is_up()) return violation("attaches without an answer:", backend);
        if (server->system != our_system && knows_strangers()) violation("attaches a stranger:", backend);
        if (server->in_recovery && !server->streams) violation("attaches what does not stream:", backend);
        if (newer_than(*server, !server->in_recovery)) violation("attaches what others have left behind:", backend);
    }

    void promote(int backend) const
    {
        const Server* server = truth(backend);
        if (!server || !answered(backend)) return violation("promotes without an answer:", backend);
        if (server->in_recovery) violation("promotes a standby:", backend);
        if (newer_than(*server, true)) violation("promotes what others have left behind:", backend);
    }

    // A stranger is known by the others, if they are more: see docs/hooks.md.
    bool knows_strangers() const
    {
        std::pair<int, int> ours;
        std::pair<int, int> others;
        for (const auto& [id, server] : decision_.truth) {
            if (!answered(id) || !server.is_up()) continue;
            auto& [attached, all] = server.system == our_system ? ours : others;
            if (is_attached(decision_.views.pool.find(id)->status)) ++attached;
            ++all;
        }
        return ours > others;
    }

    void detach(int backend) const
    {
        const Server* server = truth(backend);
        if (decision_.event.verb == Verb::detach) return obey(backend);
        if (decision_.views.ordered_out.contains(backend)) return carry_out_order(backend);
        if (!server) return violation("takes out without asking:", backend);
        if (is_given_up(backend)) return;
        if (!is_unfit(backend) && knows_strangers()) violation("takes out without proof:", backend);
    }

    // The one exception to obedience: only the agent is gone.
    void obey(int backend) const
    {
        const efm::Event& event = decision_.event;
        const efm::Backend* labelled = decision_.views.pool.primary();
        if (event.from_member || !labelled || labelled->id != backend || !is_attached(labelled->status)) return;
        const Server* server = truth(backend);
        if (!server) return violation("takes the primary out without asking:", backend);
        const bool is_alone = server->is_writable() && server->system == our_system && !newer_than(*server, true);
        if (!answered(backend) || !is_alone || !knows_strangers()) return;
        const auto& manager = decision_.views.manager;
        const bool is_silent = !manager || !manager->failure.empty();
        const auto listed = is_silent ? efm::AgentType::unknown : type_of(*manager, backend);
        if (is_silent || listed == efm::AgentType::down) violation("takes out the living primary:", backend);
    }

    // The manager lists whom it has ordered in since, on whatever host.
    void carry_out_order(int backend) const
    {
        const auto& manager = decision_.views.manager;
        const bool is_managers = decision_.views.ordered_out.at(backend).party == efm::Party::manager;
        if (!is_managers || !manager || !manager->failure.empty()) return;
        const auto listed = type_of(*manager, backend);
        const bool in_service = listed == efm::AgentType::standby || listed == efm::AgentType::primary;
        if (in_service && !is_unfit(backend)) violation("takes out whom the manager lists in service:", backend);
    }

    bool is_unfit(int backend) const
    {
        const Server* server = truth(backend);
        if (!server) return false;
        if (decision_.event.attached.contains(backend) && server->life == Life::stopped) return true;
        return answered(backend) && (server->system != our_system || newer_than(*server, true));
    }

    // It is dead, and the manager knows it.
    bool is_given_up(int backend) const
    {
        const auto& manager = decision_.views.manager;
        if (!manager || !manager->listed.contains(backend)) return false;
        const efm::AgentType listed = manager->listed.at(backend);
        const bool is_out = listed == efm::AgentType::idle || listed == efm::AgentType::down;
        return is_out && truth(backend)->life == Life::stopped;
    }

    static efm::AgentType type_of(const efm::ManagerView& view, int backend)
    {
        const auto found = view.listed.find(backend);
        return found == view.listed.end() ? efm::AgentType::down : found->second;
    }

    void leaves_one() const
    {
        const auto& steps = decision_.plan.steps;
        const auto attached = std::ranges::count_if(decision_.views.pool.backends,
                                                    [](const auto& backend) { return is_attached(backend.status); });
        const auto detached = std::ranges::count_if(steps, [](const auto& step) { return step.act == Act::detach; });
        if (detached > 0 && detached >= attached) violation("empties the pool:", steps.front().backend);
    }

    World& world_;
    const Decision& decision_;
};

}  // namespace

void check_safety(World& world, const Decision& decision)
{
    Check(world, decision).all();
}

}  // namespace simulation
