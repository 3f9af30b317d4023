#include "contender.hpp"

#include "baseline.hpp"
#include "temp_dir.hpp"

namespace scenarios {
namespace {

// What the rehearsals need of Pgpool, whoever tells it: clients at once, and few questions of its own.
support::PgpoolOptions pool_options()
{
    support::PgpoolOptions options;
    options.settings = {{"num_init_children", "12"}, {"sr_check_period", "2"}};
    return options;
}

// "/usr/bin/env NAME=VALUE... SCRIPT ARGUMENTS": EFM and Pgpool hand no environment of ours on.
std::string with_environment(const support::PgpoolServer& pool, const std::string& script, const std::string& arguments)
{
    std::string line = "/usr/bin/env";
    for (const auto& [name, value] : support::baseline_environment(pool, pool.dir() / "pp_log")) {
        line.append(" ").append(name).append("=").append(value);
    }
    return line + " " + (support::baseline_folder() / script).string() + " " + arguments;
}

// As the guide of 2020 gives them; %t was not yet there. The promote is that of EDB's sample of these days.
support::ConfigValues script_hooks(const support::PgpoolServer& pool)
{
    return {
        {"script.load.balancer.attach", with_environment(pool, "load_balancer_attach.sh", "%h")},
        {"script.load.balancer.detach", with_environment(pool, "load_balancer_detach.sh", "%h")},
        {"script.post.promotion", with_environment(pool, "pgpool_backend.sh", "promote %p")},
    };
}

support::PgpoolOptions suite_pool_options()
{
    support::PgpoolOptions options = pool_options();
    options.hooks = {{"server.user", "monitor"}, {"server.passfile", "{dir}/pgpass"}};
    return options;
}

}  // namespace

Contender suite()
{
    return {.name = "suite", .pool = suite_pool_options};
}

std::vector<Contender> baseline()
{
    if (!support::baseline_is_there()) return {};
    return {{.name = "2020",
             .is_suite = false,
             .pool = [] { return support::with_baseline_follow(pool_options()); },
             .hooks = script_hooks}};
}

void write_server_passfile(const support::PgpoolServer& pool)
{
    support::write_text(pool.dir() / "pgpass", "*:*:*:monitor:monitor-pass\n", std::filesystem::perms{0600});
}

}  // namespace scenarios
