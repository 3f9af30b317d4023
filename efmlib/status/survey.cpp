#include "efm/survey.hpp"

#include <algorithm>
#include <set>
#include <utility>

#include "efm/load_balancer.hpp"
#include "efm/manager_of.hpp"
#include "efm/parallel.hpp"
#include "name_lookup.hpp"
#include "pcp/error.hpp"
#include "watchdog_state.hpp"

namespace efm {
namespace {

using std::chrono::milliseconds;
using Steady = std::chrono::steady_clock;

constexpr std::string_view no_address = "Not_Set";  // as the watchdog words it

Taken taken_since(Steady::time_point begin)
{
    const auto now = Steady::now();
    return {std::chrono::system_clock::now(), now, std::chrono::duration_cast<milliseconds>(now - begin)};
}

template <typename Value, typename Ask>
View<Value> view_of(const Ask& ask)
{
    View<Value> view;
    const auto begin = Steady::now();
    try {
        view.value = ask();
    } catch (const pcp::Error& error) {
        view.failure = translated(error);
    } catch (const Error& error) {
        view.failure = error;
    }
    if (view.failure && view.failure->kind() == Error::Kind::cancelled) throw Error(*view.failure);
    view.taken = taken_since(begin);
    return view;
}

// A connection of its own: nothing that the pool does between two requests may hold the first one open.
void add_watchdog(const pcp::Options& pool, PoolReport& report)
{
    if (report.backends.uses_watchdog == false) return;
    try {
        report.watchdog = pcp::Client{pool}.watchdog();
    } catch (const pcp::Error& error) {
        if (error.kind() == pcp::Error::Kind::cancelled) throw;
        if (error.kind() != pcp::Error::Kind::refused) report.watchdog_failure = translated(error);
    }
}

using Place = std::pair<std::string, std::uint16_t>;

class Surveyor {
public:
    Surveyor(const SurveySetup& setup, ServerProbe& probe) : setup_(setup), probe_(probe)
    {
        survey_.addressing = setup.addressing;
        survey_.has_login = probe.has_login();
    }

    Survey take()
    {
        const auto begin = Steady::now();
        in_parallel(2, [&](std::size_t i) { i == 0 ? ask_manager() : ask_pools_and_servers(); });
        ask_other_members();
        survey_.taken = taken_since(begin);
        return std::move(survey_);
    }

private:
    // Of the time that is left, `share` in a hundred, and no more than `limit`.
    pcp::Patience patience(milliseconds limit, int share) const
    {
        const milliseconds left = setup_.patience.deadline.remaining() * share / 100;
        return {setup_.patience.deadline.capped(std::min(limit, left)), setup_.patience.cancelled};
    }

    void ask_manager()
    {
        if (!setup_.manager) return;
        const pcp::Patience share = patience(setup_.limits.manager, 60);
        survey_.manager = view_of<ClusterStatus>([&] { return setup_.manager(share); });
    }

    void ask_pools_and_servers()
    {
        ask_pools(setup_.pools);
        if (setup_.pool_at) ask_unnamed_members();
        std::vector<std::string> names;
        for (const MapLine& line : setup_.addressing.map) names.push_back(line.backend.host);
        for (const Address& address : setup_.addressing.unpooled) names.push_back(address.host);
        std::vector<Place> places;
        for (const SurveyedPool& pool : survey_.pools) {
            if (!pool.view.value) continue;
            for (const pcp::NodeInfo& node : pool.view.value->backends.nodes) {
                if (node.host.empty()) continue;
                names.push_back(node.host);
                places.emplace_back(node.host, node.port);
            }
        }
        resolve(names);
        ask_servers(places);
    }

    void ask_pools(const std::vector<Pool>& pools)
    {
        const pcp::Patience share = patience(setup_.limits.pool, 30);
        const std::size_t first = survey_.pools.size();
        survey_.pools.resize(first + pools.size());
        in_parallel(pools.size(), [&](std::size_t i) {
            const Pool& pool = pools[i];
            pcp::Options options = pool.options;
            options.patience = share;
            SurveyedPool& surveyed = survey_.pools[first + i];
            surveyed.name = pcp::endpoint(options);
            surveyed.view = view_of<PoolReport>([&] {
                if (pool.fault) throw Error(*pool.fault);
                PoolReport report{read_nodes(options, false), std::nullopt, std::nullopt};
                add_watchdog(options, report);
                return report;
            });
        });
    }

    // One name may stand for all.
    void ask_unnamed_members()
    {
        std::vector<std::string> names;
        std::vector<const pcp::WatchdogReport*> reports;
        for (std::size_t i = 0; i < setup_.pools.size(); ++i) {
            const auto& report = survey_.pools[i].view.value;
            const bool tells = report && report->watchdog;
            reports.push_back(tells ? &*report->watchdog : nullptr);
            names.push_back(setup_.pools[i].options.host);
            for (std::size_t j = 0; tells && j < report->watchdog->nodes.size(); ++j) {
                names.push_back(report->watchdog->nodes[j].host);
            }
        }
        resolve(names);
        ask_pools(unnamed_members(reports, setup_.pools, survey_.addressing.resolved, setup_.pool_at));
    }

    // Those that no pool has, or that no pool could be asked for.
    void ask_other_members()
    {
        if (!survey_.manager || !survey_.manager->value) return;
        std::vector<std::string> names;
        std::vector<Place> places;
        for (const Member& member : survey_.manager->value->members) names.push_back(member.address);
        resolve(names);
        for (const Member& member : survey_.manager->value->members) {
            if (member.type == AgentType::witness || is_a_backend(member)) continue;
            if (const auto port = survey_.addressing.db_port) places.emplace_back(member.address, *port);
        }
        ask_servers(places);
    }

    bool is_a_backend(const Member& member) const
    {
        const Addressing& by = survey_.addressing;
        return std::ranges::any_of(survey_.pools, [&](const SurveyedPool& pool) {
            return pool.view.value &&
                   !match_member(pool.view.value->all(), {member.address, {}}, by.map, by.resolved, by.db_port)
                        .ids.empty();
        });
    }

    // Each name once, side by side. What has no address by then stays unresolved.
    void resolve(const std::vector<std::string>& names)
    {
        std::set<std::string> distinct;
        for (const std::string& name : names) {
            const bool is_name = !name.empty() && !name.starts_with('/') && !pcp::parse_ip(name);
            if (is_name && tried_.insert(name).second) distinct.insert(name);
        }
        survey_.addressing.resolved.merge(resolve_names(distinct, patience(setup_.limits.names, 25)));
    }

    void ask_servers(const std::vector<Place>& places)
    {
        const std::size_t first = survey_.servers.size();
        for (const auto& [host, port] : places) {
            if (!survey_.server(host, port)) survey_.servers.push_back({host, port, {}});
        }
        const pcp::Patience share = patience(setup_.limits.server, 50);
        in_parallel(survey_.servers.size() - first, [&](std::size_t i) {
            SurveyedServer& server = survey_.servers[first + i];
            server.view = view_of<ServerFacts>([&] { return probe_.ask(server.host, server.port, share); });
        });
    }

    const SurveySetup& setup_;
    ServerProbe& probe_;
    Survey survey_;
    std::set<std::string> tried_;
};

}  // namespace

milliseconds Taken::age(Steady::time_point now) const
{
    return std::chrono::duration_cast<milliseconds>(now - mark);
}

std::vector<Backend> PoolReport::all() const
{
    std::vector<Backend> all;
    for (const pcp::NodeInfo& node : backends.nodes) {
        all.push_back({node.id, node.host, node.port, node.status, node.role});
    }
    return all;
}

std::vector<std::string> PoolReport::delegate_addresses() const
{
    std::vector<std::string> addresses;
    if (!watchdog) return addresses;
    for (const pcp::WatchdogNode& node : watchdog->nodes) {
        const bool given = !node.delegate_ip.empty() && node.delegate_ip != no_address;
        if (given && std::ranges::find(addresses, node.delegate_ip) == addresses.end()) {
            addresses.push_back(node.delegate_ip);
        }
    }
    return addresses;
}

const SurveyedServer* Survey::server(const std::string& host, std::uint16_t port) const
{
    const auto found = std::ranges::find_if(servers, [&](const SurveyedServer& server) {
        return server.port == port && is_same_host(server.host, host, addressing.resolved);
    });
    return found == servers.end() ? nullptr : &*found;
}

Survey take_survey(const SurveySetup& setup, ServerProbe& probe)
{
    return Surveyor(setup, probe).take();
}

SurveySetup survey_setup(const Settings& settings, const pcp::Patience& patience, CommandRunner& runner)
{
    SurveySetup setup;
    setup.pools = pools_of(settings, patience);
    if (settings.mode == PoolMode::watchdog) setup.pool_at = pool_maker(settings, patience);
    setup.addressing = {settings.map, settings.unpooled, db_port_in(settings.efm_properties), {}};
    setup.patience = patience;
    setup.manager = manager_question(settings, runner);
    return setup;
}

}  // namespace efm
