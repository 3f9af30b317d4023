#include "efm/load_balancer.hpp"

#include <pwd.h>
#include <unistd.h>

#include <algorithm>

#include "efm/parallel.hpp"
#include "pcp/passfile.hpp"
#include "pool_run.hpp"

namespace efm {
namespace {

struct SystemUser {
    std::string name;
    std::string home;
};

SystemUser system_user()
{
    const passwd* entry = ::getpwuid(::geteuid());
    if (!entry) throw Error(Error::Kind::system, "the user of this process has no entry in the password database");
    return {entry->pw_name, entry->pw_dir};
}

}  // namespace

const Error* Outcome::failure() const
{
    const auto failed = std::ranges::find_if(pools, [](const PoolOutcome& p) { return p.failure.has_value(); });
    return failed == pools.end() ? nullptr : &*failed->failure;
}

LoadBalancer::LoadBalancer(Setup setup, ServerProbe& probe) : setup_(std::move(setup)), probe_(probe) {}

Outcome LoadBalancer::attach(const Address& member, MemberType type)
{
    return carry_out({.verb = Verb::attach, .type = type}, to_string(member), member);
}

Outcome LoadBalancer::detach(const Address& member)
{
    return carry_out({.verb = Verb::detach}, to_string(member), member);
}

Outcome LoadBalancer::promote(const Address& member)
{
    return carry_out({.verb = Verb::promote}, to_string(member), member);
}

Outcome LoadBalancer::look(const Address& member)
{
    return carry_out({.verb = Verb::look}, to_string(member), member);
}

Outcome LoadBalancer::follow(int id, std::optional<int> old_primary)
{
    return carry_out({.verb = Verb::follow, .target = id, .old_primary = old_primary}, "backend " + std::to_string(id),
                     std::nullopt);
}

Outcome LoadBalancer::carry_out(Event event, std::string target, const std::optional<Address>& member)
{
    Outcome outcome;
    outcome.verb = event.verb;
    outcome.target = std::move(target);
    outcome.dry_run = setup_.dry_run;
    outcome.unpooled = member && is_unpooled(*member, setup_.unpooled);
    if (outcome.unpooled) return outcome;
    outcome.pools.resize(setup_.pools.size());
    in_parallel(setup_.pools.size(), [&](std::size_t i) {
        outcome.pools[i] = PoolRun(setup_, setup_.pools[i], probe_, event, member).run();
    });
    return outcome;
}

std::vector<pcp::Options> pool_options(const Settings& settings, const pcp::Patience& patience)
{
    std::string user = settings.pcp_user;
    std::string passfile = settings.pcp_passfile;
    if (user.empty() || passfile.empty()) {
        const SystemUser system = system_user();
        if (user.empty()) user = system.name;
        if (passfile.empty()) passfile = system.home + "/.pcppass";
    }
    std::vector<pcp::Options> pools;
    for (const Address& pool : settings.pools) {
        const std::uint16_t port = pool.port.value_or(9898);
        std::string password;
        try {
            password = pcp::password_from_file(passfile, {pool.host, port, user});
        } catch (const pcp::Error& error) {
            throw translated(error);
        }
        pools.push_back({.host = pool.host, .port = port, .user = user, .password = password, .patience = patience});
    }
    return pools;
}

}  // namespace efm
