#include "crowd.hpp"

#include <poll.h>

#include <memory>
#include <stdexcept>
#include <string>

#include "bench_pool.hpp"
#include "efm/load_balancer.hpp"
#include "efm/server_probe.hpp"
#include "fake_pcp_server.hpp"
#include "peers.hpp"

namespace bench {
namespace {

constexpr int hooks_at_once = 20;
constexpr double deadline = 15'000;  // a hook's own, in milliseconds
constexpr int few = 10;
constexpr int many = 100;
constexpr int members = 5;
constexpr double linear = 0.67;  // of a cluster among few, what one among many may take: half as much again

// Waits for a child. Milliseconds since it was started.
double end_of(TimedChild& child)
{
    pollfd end{child.end_fd(), POLLIN, 0};
    ::poll(&end, 1, -1);
    return milliseconds_between(child.begin(), Clock::now());
}

// All at once, in turn for the one standby and the other.
void let_loose(const BenchPool& pool, const Peer& peer, const std::string& program, Samples& samples)
{
    std::vector<std::unique_ptr<TimedChild>> children;
    for (int i = 0; i < hooks_at_once; ++i) {
        const Invocation call = peer.call(program, pool.address(1 + i % 2));
        children.push_back(std::make_unique<TimedChild>(call, pool.scratch() / ("output." + std::to_string(i))));
    }
    for (const auto& child : children) {
        samples.push_back(end_of(*child));
        if (const int exit = child->wait(); exit != 0) {
            throw std::runtime_error(program + ", one of many at once: exit " + std::to_string(exit));
        }
    }
}

// The primary streams to all others, and everybody says so.
class Simulated : public efm::ServerProbe {
public:
    efm::ServerFacts ask(const std::string&, std::uint16_t port, const pcp::Patience&) override
    {
        const bool standby = port != first_port;
        return {.contact = efm::Contact::answers, .in_recovery = standby, .timeline = 1, .receives = standby};
    }
    bool has_login() const override { return true; }

    static constexpr std::uint16_t first_port = 5432;
};

double pass(const support::FakePcpServer& pool)
{
    Simulated servers;
    const int before = pool.connections();
    const auto begin = Clock::now();
    efm::LoadBalancer::Setup setup{.pools = {{pool.options()}}};
    const efm::Outcome outcome = efm::LoadBalancer(setup, servers).reconcile();
    const double took = milliseconds_between(begin, Clock::now());
    if (outcome.failure() != nullptr) throw std::runtime_error(outcome.failure()->what());
    if (!outcome.pools[0].steps.empty()) throw std::runtime_error("reconcile found something to do");
    const int connections = pool.connections() - before;
    if (connections > 2) throw std::runtime_error(std::to_string(connections) + " connections to a pool");
    return took;
}

}  // namespace

std::vector<Comparison> crowd(int rounds)
{
    BenchPool pool(0);
    const Peer ours = programs(pool.server(), pool.scratch(), false);
    Comparison detach{.title = "20 hooks at once: detach", .rows = {{ours.name, {}, {}}}, .most_p99 = deadline};
    Comparison attach{.title = "20 hooks at once: attach", .rows = {{ours.name, {}, {}}}, .most_p99 = deadline};
    for (int round = 0; round < rounds; ++round) {
        for (const int backend : {1, 2}) pool.prepare(backend, Wanted::attached);
        let_loose(pool, ours, "load_balancer_detach", detach.rows[0].returned);
        pool.expect({1, 2}, Wanted::down);
        let_loose(pool, ours, "load_balancer_attach", attach.rows[0].returned);
        pool.expect({1, 2}, Wanted::attached);
    }
    return {detach, attach};
}

Comparison clusters(int rounds)
{
    std::vector<std::unique_ptr<support::FakePcpServer>> pools;
    for (int i = 0; i < many; ++i) pools.push_back(std::make_unique<support::FakePcpServer>(support::pool_of(members)));
    Comparison comparison{.title = "reconcile that changes nothing, a cluster of 5 members, at most 2 connections",
                          .rows = {{"of 10 clusters", {}, {}}, {"of 100 clusters", {}, {}}},
                          .judged = 1,
                          .least_ratio = linear};
    const int sizes[] = {few, many};
    for (int round = 0; round < rounds; ++round) {
        for (std::size_t row = 0; row < comparison.rows.size(); ++row) {
            double sum = 0;
            for (int i = 0; i < sizes[row]; ++i) sum += pass(*pools[static_cast<std::size_t>(i)]);
            comparison.rows[row].returned.push_back(sum / sizes[row]);
        }
    }
    return comparison;
}

}  // namespace bench
