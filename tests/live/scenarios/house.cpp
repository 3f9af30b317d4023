#include "house.hpp"

#include <algorithm>
#include <set>
#include <stdexcept>

#include "eventually.hpp"
#include "run.hpp"

namespace scenarios {
namespace {

constexpr std::chrono::seconds event_limit{20};

// The same on all, since anyone may become the primary; nobody waits for himself.
void wait_for_any_standby(const support::PostgresCluster& servers)
{
    std::string names;
    for (std::size_t i = 0; i < servers.size(); ++i) names += (i == 0 ? "" : ", ") + servers[i].name();
    for (std::size_t i = 0; i < servers.size(); ++i) {
        servers[i].set("synchronous_standby_names = 'ANY 1 (" + names + ")'\n");
    }
}

}  // namespace

House::House(const Contender& contender, HouseOptions options) : contender_(contender)
{
    if (options.synchronous) wait_for_any_standby(servers_);
    Traffic::create_table(servers_[0].login());
    pool_ = std::make_unique<support::PgpoolServer>(servers_, contender.pool());
    write_server_passfile(*pool_);
    for (const auto& [name, value] : contender.hooks(*pool_)) options.efm.properties.insert({name, value});
    efm_ = std::make_unique<support::EfmCluster>(servers_, *pool_, options.efm);
    watch_ = std::make_unique<PoolWatch>(pool_->pcp(), size());
    traffic_ = std::make_unique<Traffic>(pool_->login());
    if (!support::eventually([&] { return is_at_work(); })) throw std::runtime_error("the clients are not served");
}

// The onlooker has seen the pool, and each server has answered a client.
bool House::is_at_work() const
{
    std::set<std::string> servers;
    for (const Statement& statement : traffic_->statements()) servers.insert(statement.server);
    servers.erase("");
    return !watch_->changes().empty() && servers.size() == size();
}

efm::CommandResult House::operate(const std::string& program, const std::vector<std::string>& arguments)
{
    support::EfmEvent event;
    event.started = now();
    std::vector<std::string> all = arguments;
    all.insert(all.end(), {"--config", pool_->hooks_conf()});
    const auto result = support::run_program(program, all);
    event.time = now();
    event.agent = "operator";
    event.kind = "hook";
    event.name = program;
    event.argv = arguments;
    event.argv.insert(event.argv.begin(), program);
    event.exit = result.exit_code.value_or(-1);
    event.output = result.out + result.err;
    by_hand_.push_back(std::move(event));
    return result;
}

support::EfmEvent House::wait_for(const std::string& kind, const std::string& name, Time since) const
{
    support::EfmEvent found;
    const auto seen = [&] {
        for (const support::EfmEvent& event : efm_->events(since)) {
            if (event.kind != kind || event.name.find(name) == event.name.npos) continue;
            found = event;
            return true;
        }
        return false;
    };
    if (!support::eventually(seen, event_limit, std::chrono::milliseconds{1})) {
        throw std::runtime_error("EFM did not come to " + kind + " " + name);
    }
    return found;
}

std::vector<support::EfmEvent> House::events(Time since) const
{
    auto events = efm_->events(since);
    std::ranges::copy_if(by_hand_, std::back_inserter(events), [&](const auto& event) { return event.time >= since; });
    std::ranges::stable_sort(events, {}, &support::EfmEvent::time);
    return events;
}

}  // namespace scenarios
