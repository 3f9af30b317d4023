// What is true now, in three views that may disagree: the manager's, each pool's, and the servers' own. A plain value:
// copy it, keep it, join it (cluster_view.hpp).
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "efm/ask_pools.hpp"
#include "efm/backend_map.hpp"
#include "efm/cluster_status.hpp"
#include "efm/command_runner.hpp"
#include "efm/error.hpp"
#include "efm/pool_nodes.hpp"
#include "efm/server_probe.hpp"
#include "efm/settings.hpp"
#include "pcp/deadline.hpp"
#include "pcp/pool.hpp"

namespace efm {

// When a part was taken: at the moment its answer, or its failure, was there.
struct Taken {
    std::chrono::system_clock::time_point at;
    std::chrono::steady_clock::time_point mark;  // the same moment, for age()
    std::chrono::milliseconds took{0};

    std::chrono::milliseconds age(std::chrono::steady_clock::time_point now) const;
};

// One part of a survey: a value, or why there is none.
template <typename Value>
struct View {
    std::optional<Value> value;
    std::optional<Error> failure;
    Taken taken;
};

// What a pool says of its backends and of its watchdog.
struct PoolReport {
    PoolNodes backends;
    std::optional<pcp::WatchdogReport> watchdog;  // none: it has no watchdog, or the failure below
    std::optional<Error> watchdog_failure;

    std::vector<Backend> all() const;  // as the rules for addresses take them

    // The addresses that the watchdog's leader brings up, each once.
    std::vector<std::string> delegate_addresses() const;
};

struct SurveyedPool {
    std::string name;  // "localhost:9898"
    View<PoolReport> view;
};

// A server that does not answer is a value too: ServerFacts::contact says so.
struct SurveyedServer {
    std::string host;
    std::uint16_t port = 0;
    View<ServerFacts> view;
};

struct Survey {
    std::optional<View<ClusterStatus>> manager;  // none: not configured
    std::vector<SurveyedPool> pools;             // in the order of the settings, then those that a watchdog told of
    std::vector<SurveyedServer> servers;         // each once, whoever named it, and by however many names
    bool has_login = false;                      // servers were asked, not only pinged
    Addressing addressing;
    Taken taken;  // the whole of it

    // The server at that place, by any of its names. Null: it was not asked.
    const SurveyedServer* server(const std::string& host, std::uint16_t port) const;
};

// The longest that one part may take. All parts of a kind are asked at once, so that a dead one costs its limit once.
struct SurveyLimits {
    std::chrono::milliseconds manager{6'000};  // a JVM starts, perhaps twice
    std::chrono::milliseconds pool{3'000};
    std::chrono::milliseconds names{1'000};
    std::chrono::milliseconds server{2'000};
};

struct SurveySetup {
    std::vector<Pool> pools;
    std::function<Pool(const Address&)>
        pool_at;  // for members of a watchdog that `pools` does not name; empty: no such
    std::function<ClusterStatus(const pcp::Patience&)> manager;  // empty: not configured. Throws Error, pcp::Error
    Addressing addressing;                                       // names in it are resolved by the survey
    pcp::Patience patience;  // of the whole: a part never gets more than its share of what is left
    SurveyLimits limits{};
};

// Asks everybody: the manager beside all pools; the backends' servers when the pools have answered; and the members'
// that no pool has, when the manager has. No PCP connection is open while a name or a server is waited for. A part's
// failure is in its view; throws Error (cancelled) only.
Survey take_survey(const SurveySetup& setup, ServerProbe& probe);

// By the settings. `runner` has to outlive what is returned.
SurveySetup survey_setup(const Settings& settings, const pcp::Patience& patience, CommandRunner& runner);

}  // namespace efm
