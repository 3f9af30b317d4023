#include "house.hpp"

#include <algorithm>
#include <set>
#include <stdexcept>
#include <utility>

#include "eventually.hpp"
#include "in_namespace.hpp"
#include "run.hpp"
#include "temp_dir.hpp"
#include "watchdog.hpp"

namespace scenarios {
namespace {

constexpr std::chrono::seconds event_limit{60};
constexpr std::chrono::seconds start_limit{30};

// The same on all, since anyone may become the primary; nobody waits for himself.
void wait_for_any_standby(Ground& ground)
{
    std::string names;
    for (std::size_t i = 0; i < ground.size(); ++i) names += (i == 0 ? "" : ", ") + ground.server(i).name();
    for (std::size_t i = 0; i < ground.size(); ++i) {
        ground.server(i).set("synchronous_standby_names = 'ANY 1 (" + names + ")'\n");
    }
}

}  // namespace

House::House(const Contender& contender, HouseOptions options, std::unique_ptr<Ground> ground)
    : contender_(contender), ground_(std::move(ground))
{
    const support::InNamespace there(client_namespace());
    if (options.synchronous) wait_for_any_standby(*ground_);
    Traffic::create_table(server(0).login());
    start_pool(options);
    support::ConfigValues& properties = options.efm.properties;
    for (const auto& [name, value] : contender.hooks(*pool_)) properties.insert({name, value});
    for (const auto& [name, value] : ground_->efm_properties()) properties.insert({name, value});
    options.efm.hooks_ask_efm = contender.is_suite;
    efm_ =
        std::make_unique<support::EfmCluster>(ground_->members(), server(0).port(), pool_->hooks_conf(), options.efm);
    if (contender.is_suite) reconcile(*pool_, ground_->asked_member(), ground_->pool_namespace());
    if (second_pool_) reconcile(*second_pool_, host_of_node(1), lab().name(host_of_node(1)));
    watch_ = std::make_unique<PoolWatch>(pcp(), size(), client_namespace());
    traffic_ = std::make_unique<Traffic>(login(), client_namespace());
    if (!support::eventually([&] { return is_at_work(); })) throw std::runtime_error("the clients are not served");
}

void House::start_pool(const HouseOptions& house)
{
    support::PgpoolOptions options = contender_.pool();
    options.crashes = house.pool_crashes;
    if (house.watchdog) return start_watchdog(options);
    options.address = ground_->pool_address();
    options.network_namespace = ground_->pool_namespace();
    pool_ = std::make_unique<support::PgpoolServer>(backends(), options);
    write_server_passfile(*pool_);
}

// The hooks find the password under the delegate address, which a Pgpool holds when the other one is there.
void House::start_watchdog(const support::PgpoolOptions& options)
{
    const auto start = [&](int node) {
        auto pool = std::make_unique<support::PgpoolServer>(backends(), watchdog_node(options, lab(), node));
        write_server_passfile(*pool);
        const support::PcpEndpoint& pcp = pool->pcp();
        support::write_text(pcp.passfile, "*:*:" + pcp.user + ':' + pcp.password + '\n', std::filesystem::perms{0600});
        return pool;
    };
    pool_ = start(0);
    second_pool_ = start(1);
    if (support::eventually([&] { return watch_each_other() && !pool_state().empty(); }, start_limit)) return;
    throw std::runtime_error("no Pgpool takes the delegate address:\n" + pool_->log_text());
}

// Before that, one does not notice for a long time that the other one dies.
bool House::watch_each_other() const
{
    const std::string words = "lifecheck started";
    return pool_->log_text().find(words) != words.npos && second_pool_->log_text().find(words) != words.npos;
}

// Its settings also serve the follow command and the operator.
void House::reconcile(const support::PgpoolServer& pool, std::size_t member, const std::string& network_namespace)
{
    const std::string settings = support::read_text(pool.hooks_conf());
    support::write_own_text(pool.hooks_conf(), support::with_values(settings, efm_->manager_of(member)));
    reconcilers_.push_back(std::make_unique<Reconciler>(pool, network_namespace));
}

// As a hook that nobody called.
support::EfmEvent House::event_of(const Reconciled& act) const
{
    support::EfmEvent event;
    event.started = act.begun;
    event.time = act.ended;
    event.agent = "reconcile";
    event.kind = "hook";
    event.name = "reconcile." + act.act;
    event.exit = act.done ? 0 : -1;
    event.output = act.detail;
    const std::string backend = act.detail.substr(0, act.detail.find(')'));  // "detach backend 2 (HOST:PORT)"
    event.argv = {"reconcile"};
    for (std::size_t i = 0; i < size(); ++i) {
        if (backend.find(server(i).address() + ':') != backend.npos) event.argv.push_back(server(i).address());
    }
    return event;
}

support::PcpEndpoint House::pcp() const
{
    support::PcpEndpoint pcp = pool_->pcp();
    if (second_pool_) pcp.host = delegate_address;
    return pcp;
}

support::Login House::login() const
{
    support::Login login = pool_->login();
    login.host = pcp().host;
    return login;
}

std::vector<support::PgpoolBackend> House::backends() const
{
    std::vector<support::PgpoolBackend> backends;
    for (std::size_t i = 0; i < size(); ++i) {
        backends.push_back({server(i).address(), server(i).port(), server(i).name()});
    }
    return backends;
}

PoolState House::pool_state() const
{
    const support::InNamespace there(client_namespace());
    return scenarios::pool_state(pcp(), size());
}

std::size_t House::asked()
{
    if (asked_) return *asked_;
    std::size_t first = 0;
    while (first + 1 < efm_->size() && !efm_->agent_runs(first)) ++first;
    return first;
}

void House::start_server(std::size_t index)
{
    const support::InNamespace there(ground_->members().at(index).network_namespace);
    server(index).start();
}

std::size_t House::primary() const
{
    std::string address;
    for (const support::EfmEvent& event : efm_->events()) {
        if (event.kind == "type" && event.name == "Primary") address = event.agent;
    }
    std::size_t index = 0;
    while (index + 1 < size() && server(index).address() != address) ++index;
    return index;
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
    const support::InNamespace there(client_namespace());
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
    for (const auto& reconciler : reconcilers_) {
        for (const Reconciled& act : reconciler->acts()) {
            if (act.ended >= since) events.push_back(event_of(act));
        }
    }
    std::ranges::copy_if(by_hand_, std::back_inserter(events), [&](const auto& event) { return event.time >= since; });
    std::ranges::stable_sort(events, {}, &support::EfmEvent::time);
    return events;
}

}  // namespace scenarios
