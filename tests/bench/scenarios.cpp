#include "scenarios.hpp"

#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <stdexcept>
#include <string>
#include <utility>

#include "baseline.hpp"
#include "bench_pool.hpp"
#include "peers.hpp"
#include "promotion.hpp"
#include "run.hpp"

namespace bench {
namespace {

// The middle one: the scripts, which ask one backend after the other, find it at the second of three.
constexpr int standby = 1;
constexpr int last = 127;
constexpr double target_of_three = 3;
constexpr double target_with_journal = 2.5;
constexpr double target_of_128 = 40;
constexpr double target_with_follow = 5;
constexpr double target_without_follow = 10;
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

// With their own follow command, without which they bring nobody back.
Times time_scripts()
{
    PromotedServers servers(support::with_baseline_follow({}));
    const support::TempDir scratch;
    return servers.time({{support::baseline_folder() / "pgpool_backend.sh", "promote", servers.new_primary().address()},
                         support::baseline_environment(servers.pool(), scratch / "pp_log")});
}

Times time_ours(bool follow_primary)
{
    PromotedServers servers({.hooks = {{"server.user", "postgres"}}, .follow_primary = follow_primary});
    return servers.time({{support::built_program("pgpool_backend"), "promote", servers.new_primary().address(),
                          "--config", servers.pool().hooks_conf()},
                         {}});
}

}  // namespace

std::vector<Comparison> three_backends(int rounds)
{
    BenchPool pool(0);
    const support::TempDir disk(support::TempDir::Place::disk);
    std::filesystem::permissions(disk.path(), std::filesystem::perms{0700});
    const Peer ours = programs(pool.server(), pool.scratch(), false);
    const std::vector<Peer> peers = peers_of(pool, {with_journal(ours, ""), with_journal(ours, disk.path())});
    Comparison detach = comparison_of("detach a standby, 3 backends", peers, target_with_journal);
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

std::vector<Comparison> promotion(int rounds)
{
    const bool compares = support::baseline_is_there();
    Comparison with{.title = "promotion to full reads, follow command set", .rows = {}};
    if (compares) with.rows.push_back({"scripts of 2020", {}, {}});
    with.judged = with.rows.size();
    with.rows.push_back({"efm_pgpool", {}, {}});
    Comparison without = with;
    without.title = "promotion to full reads, no follow command";
    if (compares) with.least_ratio = target_with_follow;
    if (compares) without.least_ratio = target_without_follow;
    for (int round = 0; round < rounds; ++round) {
        if (compares) {
            const Times scripts = time_scripts();
            add(with.rows.front(), scripts);
            add(without.rows.front(), scripts);
        }
        add(with.rows.back(), time_ours(true));
        add(without.rows.back(), time_ours(false));
        progress("promotion", round + 1, rounds);
    }
    return {with, without};
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
