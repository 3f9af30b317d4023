#include "world.hpp"

#include <algorithm>

#include "accidents.hpp"
#include "verdict.hpp"

namespace simulation {
namespace {

constexpr int most_rounds = 8;
constexpr int most_steps = 20'000;

}  // namespace

World::World(std::uint64_t seed, Mutation broken, bool tells)
    : random(seed),
      mutation(broken),
      is_told(tells),
      asks_manager(random.chance(80)),
      manager(*this, random.chance(50), random.chance(50)),
      pools_on_members_(random.chance(40))
{
    if (random.chance(25)) one_reconciler = random.below(host_count);
    for (int pool = 0; pool < pool_count; ++pool) {
        pools.emplace_back(servers, random, random.chance(50), random.chance(30));
    }
}

void World::tell(const std::string& what)
{
    if (!is_told) return;
    std::string time = std::to_string(now / 1'000) + '.' + std::to_string(1'000 + now % 1'000).substr(1);
    story_.push_back(time + "  " + what);
}

void World::violation(const std::string& what)
{
    tell("VIOLATION: " + what);
    violations_.push_back(what);
}

int World::run_program(int on, const Call& call)
{
    if (!host(on).is_up) return -1;
    tell("host " + std::to_string(on) + " runs " + to_string(call));
    running_.push_back(std::make_unique<Program>(*this, ++programs_, on, call));
    return programs_;
}

bool World::is_running(int program) const
{
    return std::ranges::any_of(running_, [&](const auto& p) { return p->id() == program; });
}

void World::live()
{
    for (int left = random.between(100, 400); left > 0 && violations_.empty(); --left) turn_of_events();
    if (violations_.empty()) quiet_down();
    if (violations_.empty()) reconcile_until_nothing_is_left();
    if (violations_.empty()) Verdict(*this).pass();
}

void World::turn_of_events()
{
    now += random.below(50);
    if (random.chance(6)) Accidents(*this).happen();
    if (random.chance(10)) manager.act();
    if (random.chance(20)) servers.write();
    if (random.chance(30)) servers.stream();
    if (random.chance(3)) run_program(random.below(host_count), {efm::Verb::reconcile, -1, {}, efm::Party::suite});
    if (!go_on()) let_time_pass();
}

bool World::go_on()
{
    const bool pools_first = random.chance(40);
    return pools_first ? pools_go_on() || program_goes_on() : program_goes_on() || pools_go_on();
}

bool World::pools_go_on()
{
    for (int id = 0; id < pool_count; ++id) {
        Pgpool& pool = pools[static_cast<std::size_t>(id)];
        if (pool.has_work(now)) {
            const std::string done = pool.work(now);
            tell("pool " + std::to_string(id) + " does " + done);
            return true;
        }
        if (follow_of_.contains(id) && is_running(follow_of_[id])) continue;
        if (const auto follow = pool.next_follow()) {
            const Call call{efm::Verb::follow, follow->backend, {}, efm::Party::pool, follow->old_primary};
            follow_of_[id] = run_program(host_of_pool(id), call);
            return true;
        }
    }
    return false;
}

bool World::program_goes_on()
{
    std::vector<Program*> ready;
    for (const auto& program : running_) {
        if (program->is_ready()) ready.push_back(program.get());
    }
    if (ready.empty()) return false;
    random.one_of(ready)->step();
    std::erase_if(running_, [](const auto& program) { return program->is_over(); });
    return true;
}

void World::let_time_pass()
{
    Millis next = now + 1'000;
    for (const auto& program : running_) next = std::min(next, std::max(now + 1, program->wake()));
    now = next;
}

// Everybody comes to an end, and the manager to know what is so.
void World::quiet_down()
{
    tell("--- no more accidents ---");
    has_accidents = false;
    Accidents(*this).end();
    run_out();
    manager.take_picture();
}

void World::run_out()
{
    for (int steps = 0; steps < most_steps; ++steps) {
        now += random.below(50);
        servers.settle();
        const bool manager_acts = manager.act();
        bool sick = false;
        for (Pgpool& pool : pools) sick = (pool.checks_health() && !pool.has_work(now) && pool.check_health()) || sick;
        if (go_on() || manager_acts) continue;
        const bool waiting = std::ranges::any_of(pools, [&](const Pgpool& p) { return p.has_requests(); });
        if (running_.empty() && !waiting && !manager.is_busy() && !sick) return;
        let_time_pass();
    }
    violation("it does not come to rest");
}

void World::reconcile_until_nothing_is_left()
{
    for (int round = 0; round < most_rounds; ++round) {
        tell("--- every host reconciles ---");
        const int before = requests;
        now += promote_is_forgotten_after;
        const int first = random.below(host_count);
        for (int i = 0; i < host_count; ++i) {
            const int on = (first + i) % host_count;
            if (!reconciles(on)) continue;
            run_program(on, {efm::Verb::reconcile, -1, {}, efm::Party::suite});
            if (random.chance(70)) run_out();
        }
        run_out();
        if (requests == before || !violations_.empty()) return;
    }
    violation("reconcile finds no end");
}

}  // namespace simulation
