#include "accidents.hpp"

namespace simulation {

using efm::Act;
using efm::MemberType;
using efm::Party;
using efm::Verb;

void Accidents::happen()
{
    const int kind = world_.random.below(100);
    if (kind < 35) return to_a_server();
    if (kind < 43) return to_an_agent();
    if (kind < 48) return to_a_host();
    if (kind < 60) return to_a_pool();
    if (kind < 72) return to_a_program();
    if (kind < 80) return by_hand();
    if (kind < 86) return by_an_operator();
    by_the_manager();
}

void Accidents::to_a_server()
{
    const int id = some_server();
    Servers& servers = world_.servers;
    const int kind = world_.random.below(20);
    if (!world_.host(id).is_up) return;
    if (kind < 6) {
        servers.stop(id);
    } else if (kind < 9) {
        if (servers[id].is_up()) servers[id].life = Life::hung;
    } else if (kind < 15) {
        if (servers[id].life != Life::up) servers[id].life = world_.random.chance(50) ? Life::up : Life::starting;
    } else if (kind < 18) {
        repair(id);
    } else if (kind < 19) {
        servers.promote(id);  // by hand, apart from all others
    } else if (world_.random.chance(40)) {
        servers.put_another_in_place(id, world_.random.chance(50));
    }
    world_.tell(to_string(servers[id]));
}

// Out of a copy of the primary; what an administrator does before `efm resume`.
void Accidents::repair(int id)
{
    const Server* primary = world_.servers.primary();
    if (!primary || primary->id == id) return;
    world_.servers.rebuild(id, primary->id);
    world_.servers.start(id);
}

void Accidents::to_an_agent()
{
    const int host = world_.random.below(host_count);
    if (!world_.host(host).is_up) return;
    if (world_.manager.has_agent(host)) {
        world_.manager.kill_agent(host);
        world_.tell("the agent on host " + std::to_string(host) + " dies");
    } else {
        world_.manager.start_agent(host);
        world_.tell("the agent on host " + std::to_string(host) + " starts");
    }
}

void Accidents::to_a_host()
{
    const int id = world_.random.below(host_count);
    Host& host = world_.host(id);
    if (!host.is_up) return boot(id);
    world_.tell("host " + std::to_string(id) + " dies");
    host.is_up = false;
    world_.manager.kill_agent(id);
    if (id < server_count) world_.servers.stop(id);
    for (int pool = 0; pool < pool_count; ++pool) {
        if (world_.host_of_pool(pool) == id) world_.pools[static_cast<std::size_t>(pool)].crash();
    }
    for (const auto& program : world_.running_) {
        if (program->host() == id) program->kill();
    }
    std::erase_if(world_.running_, [](const auto& program) { return program->is_over(); });
    host.turns.assign(pool_count, {});
}

void Accidents::boot(int id)
{
    world_.tell("host " + std::to_string(id) + " boots");
    world_.host(id).is_up = true;
}

void Accidents::to_a_pool()
{
    const int id = world_.random.below(pool_count);
    Pgpool& pool = world_.pools[static_cast<std::size_t>(id)];
    const int kind = world_.random.below(10);
    if (kind < 2) return pool.keep_status_file();
    if (kind < 4 && pool.checks_health()) {
        pool.check_health();
        return;
    }
    if (pool.is_running()) {
        if (kind < 6) pool.crash();
    } else if (world_.host(world_.host_of_pool(id)).is_up) {
        using File = Pgpool::StatusFile;
        pool.start(kind < 6 ? File::present : kind < 8 ? File::old : File::none);
    }
    world_.tell("pool " + std::to_string(id) + ": " + to_string(pool));
}

void Accidents::to_a_program()
{
    std::vector<Program*> programs;
    for (const auto& program : world_.running_) {
        if (program->call().party != Party::operators || program->call().verb == Verb::promote)
            programs.push_back(program.get());
    }
    if (programs.empty()) return;
    Program* program = world_.random.one_of(programs);
    world_.tell("host " + std::to_string(program->host()) + ": " + to_string(program->call()) + " is killed");
    program->kill();
    std::erase_if(world_.running_, [](const auto& each) { return each->is_over(); });
}

// Pgpool's own tools ask nobody.
void Accidents::by_hand()
{
    const int id = world_.random.below(pool_count);
    const Request request{world_.random.chance(50) ? Act::attach : Act::detach, some_server()};
    world_.tell("somebody in pool " + std::to_string(id) + ": pcp " + std::string(efm::to_string(request.act)) + ' ' +
                std::to_string(request.backend));
    world_.pools[static_cast<std::size_t>(id)].work_by_hand(request, world_.now);
}

// Where reconcile runs, as docs/hooks.md has it.
void Accidents::by_an_operator()
{
    if (!world_.one_reconciler) return;
    const Verb verb = world_.random.chance(40) ? Verb::detach : Verb::attach;
    world_.run_program(*world_.one_reconciler, {verb, some_server(), MemberType::unknown, Party::operators});
}

void Accidents::by_the_manager()
{
    const int kind = world_.random.below(10);
    if (kind < 3) world_.manager.switch_over();
    if (kind >= 3 && kind < 7) world_.manager.resume(some_server());
    if (kind == 7) world_.manager.distrust(some_server());
    if (kind > 7) world_.manager.take_picture();
}

// Journals have to be at hand, and pools there. Servers and agents need not come back.
void Accidents::end()
{
    for (int id = 0; id < host_count; ++id) {
        if (!world_.host(id).is_up) boot(id);
        if (!world_.manager.has_agent(id) && world_.random.chance(60)) world_.manager.start_agent(id);
    }
    for (int id = 0; id < pool_count; ++id) {
        Pgpool& pool = world_.pools[static_cast<std::size_t>(id)];
        if (!pool.is_running()) pool.start(Pgpool::StatusFile::present);
        world_.tell("pool " + std::to_string(id) + ": " + to_string(pool));
    }
    for (const Server& server : world_.servers) world_.tell(to_string(server));
}

}  // namespace simulation
