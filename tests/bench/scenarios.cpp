#include "scenarios.hpp"

#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <stdexcept>
#include <string>
#include <utility>

#include "bench_pool.hpp"
#include "peers.hpp"
#include "run.hpp"

namespace bench {
namespace {

// The middle one: the scripts, which ask one backend after the other, find it at the second of three.
constexpr int standby = 1;
constexpr int last = 127;
constexpr double target_of_three = 3;
constexpr double target_of_128 = 40;
constexpr double target_of_start = 1.5;

// For people who wait.
void progress(const char* what, int round, int rounds)
{
    if (::isatty(STDERR_FILENO) == 0) return;
    std::fprintf(stderr, "\r%s: %d of %d%s", what, round, rounds, round == rounds ? "\n" : "");
}

std::vector<Peer> peers_of(const BenchPool& pool, const std::vector<Peer>& ours)
{
    std::vector<Peer> peers;
    if (auto peer = scripts(pool.server(), pool.scratch())) peers.push_back(std::move(*peer));
    peers.insert(peers.end(), ours.begin(), ours.end());
    return peers;
}

Comparison comparison_of(std::string title, const std::vector<Peer>& peers, double least_ratio)
{
    Comparison comparison{.title = std::move(title), .rows = {}, .judged = peers.size() - 1};
    if (peers.front().is_reference) comparison.least_ratio = least_ratio;
    for (const Peer& peer : peers) comparison.rows.push_back({peer.name, {}, {}});
    return comparison;
}

// The peers take turns, and each round another one begins.
template <typename Action>
void in_turn(std::size_t peers, int rounds, const char* what, const Action& action)
{
    for (int round = 0; round < rounds; ++round) {
        for (std::size_t i = 0; i < peers; ++i) action((i + static_cast<std::size_t>(round)) % peers);
        progress(what, round + 1, rounds);
    }
}

void add(Row& row, const Times& times)
{
    row.shown.push_back(times.shown);
    row.returned.push_back(times.returned);
}

double milliseconds_of(const Invocation& invocation)
{
    TimedChild child(invocation, "/dev/null");
    pollfd end{child.end_fd(), POLLIN, 0};
    ::poll(&end, 1, -1);
    const double took = milliseconds_between(child.begin(), Clock::now());
    if (child.wait() != 0) throw std::runtime_error(invocation.argv.front() + " failed");
    return took;
}

}  // namespace

std::vector<Comparison> three_backends(int rounds)
{
    BenchPool pool(0);
    const std::vector<Peer> peers = peers_of(pool, {programs(pool.server(), pool.scratch(), false)});
    Comparison detach = comparison_of("detach a standby, 3 backends", peers, target_of_three);
    Comparison attach = comparison_of("attach a standby, 3 backends", peers, target_of_three);
    const std::string address = pool.address(standby);
    in_turn(peers.size(), rounds, "3 backends", [&](std::size_t i) {
        pool.prepare(standby, Wanted::attached);
        add(detach.rows[i], pool.time(peers[i].call("load_balancer_detach", address), standby, Wanted::down));
        add(attach.rows[i], pool.time(peers[i].call("load_balancer_attach", address), standby, Wanted::attached));
    });
    return {detach, attach};
}

Comparison last_of_128(int rounds)
{
    BenchPool pool(last + 1);
    Peer cold = programs(pool.server(), pool.scratch(), true);
    Peer warm = programs(pool.server(), pool.scratch(), false);
    cold.name += ", nothing remembered";
    warm.name += ", pool remembered";
    const std::vector<Peer> peers = peers_of(pool, {cold, warm});
    Comparison detach = comparison_of("detach the last of 128 backends", peers, target_of_128);
    const std::string address = pool.address(last);
    pool.prepare(last, Wanted::attached);
    pool.time(warm.call("load_balancer_detach", address), last, Wanted::down);  // fills its memory
    in_turn(peers.size(), rounds, "128 backends", [&](std::size_t i) {
        pool.prepare(last, Wanted::attached);
        peers[i].before_each();
        add(detach.rows[i], pool.time(peers[i].call("load_balancer_detach", address), last, Wanted::down));
    });
    return detach;
}

Comparison start_up(int rounds)
{
    const std::vector<Invocation> invocations{
        {{support::built_program("bench_do_nothing")}, {}},
        {{support::built_program("load_balancer_detach"), "--version"}, {}},
    };
    Comparison comparison{.title = "start and end",
                          .rows = {{"C program that returns 0", {}, {}}, {"load_balancer_detach --version", {}, {}}},
                          .judged = 1,
                          .most_over = target_of_start};
    in_turn(invocations.size(), rounds, "start-up",
            [&](std::size_t i) { comparison.rows[i].returned.push_back(milliseconds_of(invocations[i])); });
    return comparison;
}

}  // namespace bench
