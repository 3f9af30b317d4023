#include "efm_cluster.hpp"

#include <algorithm>
#include <csignal>
#include <nlohmann/json.hpp>
#include <stdexcept>
#include <utility>

#include "crash_check.hpp"
#include "eventually.hpp"
#include "live.hpp"
#include "network_lab.hpp"
#include "run.hpp"

namespace support {
namespace {

using std::chrono::milliseconds;

constexpr milliseconds status_pause{40};
constexpr std::chrono::seconds start_limit{20};
constexpr std::chrono::seconds in_sync_limit{10};

std::vector<EfmMember> members_over(const PostgresCluster& servers, bool witness)
{
    std::vector<EfmMember> members;
    for (std::size_t i = 0; i < servers.size(); ++i) {
        members.push_back({servers[i].address(), servers[i].data_dir(), servers[i].name(), ""});
    }
    if (witness) members.push_back({"127.0.0." + std::to_string(11 + servers.size()), "", "", ""});
    return members;
}

std::vector<std::string> leased_addresses(const std::vector<EfmMember>& members)
{
    std::vector<std::string> addresses;
    for (const EfmMember& member : members) {
        addresses.push_back(member.network_namespace.empty() ? member.address : "127.0.0.1");
    }
    return addresses;
}

bool are_as_wanted(const std::vector<std::string>& wanted, const std::vector<std::string>& types)
{
    if (wanted.size() != types.size()) return false;
    int heirs = 0;
    int primaries = 0;
    for (std::size_t i = 0; i < types.size(); ++i) {
        if (wanted[i] == heir) {
            ++heirs;
            primaries += types[i] == "Primary";
            if (types[i] != "Primary" && types[i] != "Standby") return false;
        } else if (!wanted[i].empty() && wanted[i] != types[i]) {
            return false;
        }
    }
    return heirs == 0 || primaries == 1;
}

}  // namespace

EfmCluster::EfmCluster(const PostgresCluster& servers, EfmOptions options)
    : EfmCluster(members_over(servers, options.witness), servers.port(), "", std::move(options))
{
}

EfmCluster::EfmCluster(const PostgresCluster& servers, const PgpoolServer& pool, EfmOptions options)
    : EfmCluster(members_over(servers, options.witness), servers.port(), pool.hooks_conf(), std::move(options))
{
}

EfmCluster::EfmCluster(std::vector<EfmMember> members, std::uint16_t db_port, const std::filesystem::path& hooks_conf,
                       EfmOptions options)
    : bind_port_(leased_addresses(members)),
      admin_port_(leased_addresses(members)),
      installation_{dir_.path(),         std::move(options),   std::move(members), db_port,
                    bind_port_.number(), admin_port_.number(), hooks_conf}
{
    install(installation_);
    for (std::size_t i = 0; i < size(); ++i) {
        agents_.push_back(
            std::make_unique<EfmProcess>(properties(i), installation_.dir_of(i) / "agent.log", namespace_of(i)));
    }
    for (const auto& agent : agents_) agent->start();
    if (eventually([&] { return is_formed(); }, start_limit, status_pause)) return;
    for (std::size_t i = 0; i < size(); ++i) report(i);
    throw std::runtime_error("the stand-in's agents did not form a cluster:\n" + status().out);
}

EfmCluster::~EfmCluster()
{
    for (std::size_t i = 0; i < size(); ++i) report(i);
    for (const auto& agent : agents_) agent->signal(SIGKILL);
    agents_.clear();
    for (std::size_t i = 0; i < size(); ++i) drop_virtual_ip(i);
}

// One primary, whichever it is, and nobody idle or missing, as all of them see it.
bool EfmCluster::is_formed() const
{
    for (std::size_t asked = 0; asked < size(); ++asked) {
        const auto seen = types(asked);
        const auto standbys = std::ranges::count(seen, "Standby");
        const auto witnesses = std::ranges::count(seen, "Witness");
        if (std::ranges::count(seen, "Primary") != 1 || standbys + witnesses + 1 != std::ssize(seen)) return false;
    }
    return true;
}

void EfmCluster::report(std::size_t member)
{
    if (agents_.at(member)->has_died()) ADD_FAILURE() << "the agent of " << address(member) << " has died";
    check_log("the agent of " + address(member), agent_log(member));
}

// All members of this namespace share its loopback: what its agent did last is how one tells whose it is.
bool EfmCluster::holds_virtual_ip(std::size_t member) const
{
    bool holds = false;
    for (const EfmEvent& event : events()) {
        if (event.kind == "vip" && event.agent == address(member)) holds = event.name == "add";
    }
    return holds;
}

void EfmCluster::drop_virtual_ip(std::size_t member) const
{
    const auto entry = installation_.options.properties.find("virtual.ip");
    if (entry == installation_.options.properties.end()) return;
    const auto& settings = installation_.options.properties;
    const InNamespace there(namespace_of(member));
    run_command({"/usr/sbin/ip", "addr", "del", entry->second + "/" + settings.at("virtual.ip.prefix"), "dev",
                 settings.at("virtual.ip.interface")},
                {});
}

void EfmCluster::misbehave(std::size_t member, const std::string& faults) const
{
    write_own_text(properties(member).replace_extension(".faults"), faults);
}

efm::CommandResult EfmCluster::run(std::size_t member, const std::string& subcommand,
                                   const std::vector<std::string>& arguments,
                                   const std::map<std::string, std::string>& environment) const
{
    std::vector<std::string> argv{command(member), subcommand, name()};
    argv.insert(argv.end(), arguments.begin(), arguments.end());
    const InNamespace there(namespace_of(member));
    return run_command(argv, environment);
}

std::vector<std::string> EfmCluster::types(std::size_t asked) const
{
    const auto report = nlohmann::json::parse(status_json(asked).out, nullptr, false);
    std::vector<std::string> types(size());
    if (!report.is_object()) return types;
    for (std::size_t i = 0; i < size(); ++i) {
        const auto& nodes = report.at("nodes");
        if (nodes.contains(address(i))) types[i] = nodes.at(address(i)).at("type");
    }
    return types;
}

bool EfmCluster::wait_for(const std::vector<std::string>& wanted, milliseconds limit)
{
    std::size_t asked = 0;
    while (asked + 1 < size() && !agent_runs(asked)) ++asked;
    return wait_until_seen_by(asked, wanted, limit);
}

bool EfmCluster::wait_until_seen_by(std::size_t asked, const std::vector<std::string>& wanted, milliseconds limit) const
{
    return eventually([&] { return are_as_wanted(wanted, types(asked)); }, limit, status_pause);
}

void EfmCluster::start_agent(std::size_t member)
{
    const double before = mark();
    agents_.at(member)->start();
    const auto ready = [&] {
        const auto news = events(before);
        return !agent_runs(member) || std::ranges::any_of(news, [&](const EfmEvent& event) {
            return event.agent == address(member) && event.name.find("agent running on") != event.name.npos;
        });
    };
    if (eventually(ready, start_limit) && agent_runs(member)) return;
    kill_agent(member);
    throw std::runtime_error("the agent of " + address(member) + " did not start:\n" + agent_log(member));
}

void EfmCluster::pause_agent(std::size_t member) const
{
    agents_.at(member)->signal(SIGSTOP);
}

void EfmCluster::resume_agent(std::size_t member) const
{
    agents_.at(member)->signal(SIGCONT);
}

void EfmCluster::kill_host(std::size_t member)
{
    kill_agent(member);
    for (const pid_t pid : processes_in(data_dir(member))) ::kill(pid, SIGKILL);
    if (holds_virtual_ip(member)) drop_virtual_ip(member);
    eventually([&] { return processes_in(data_dir(member)).empty(); });
}

efm::CommandResult EfmCluster::switchover(std::size_t target, const std::vector<std::string>& options) const
{
    const auto prepared = run(target, "set-priority", {address(target), "1"});
    if (!prepared.succeeded()) return prepared;
    std::vector<std::string> arguments{"-switchover"};
    arguments.insert(arguments.end(), options.begin(), options.end());
    efm::CommandResult result;
    const auto taken = [&] {
        result = run(target, "promote", arguments);
        return result.out.find("not in sync") == result.out.npos;
    };
    eventually(taken, in_sync_limit, status_pause);
    return result;
}

void EfmCluster::rebuild(std::size_t member, PostgresServer& server, const PostgresServer& from) const
{
    const InNamespace there(namespace_of(member));
    server.kill9();
    const std::string host_rules = read_text(server.data_dir() / "pg_hba.conf");
    std::filesystem::remove_all(data_dir(member));
    run_tool({postgres_program("pg_basebackup"), "--pgdata=" + server.data_dir().string(), "--host=" + from.address(),
              "--port=" + std::to_string(from.port()), "--username=replicator", "--checkpoint=fast", "--no-sync",
              "--wal-method=stream"});
    start_copy(server, from, host_rules);
}

// pg_rewind goes by the control file, which tells of a promotion only after a checkpoint, and ends the target's
// recovery by starting it, which recovery.conf forbids.
void EfmCluster::rewind(std::size_t member, PostgresServer& server, const PostgresServer& from) const
{
    const InNamespace there(namespace_of(member));
    server.kill9();
    const std::string host_rules = read_text(server.data_dir() / "pg_hba.conf");
    std::filesystem::remove(server.data_dir() / "recovery.conf");
    from.sql("CHECKPOINT");
    run_tool({postgres_program("pg_rewind"), "--target-pgdata=" + server.data_dir().string(), "--no-sync",
              "--source-server=host=" + from.address() + " port=" + std::to_string(from.port()) +
                  " user=postgres dbname=postgres"});
    start_copy(server, from, host_rules);
}

// The copy brings the other server's connection along.
void EfmCluster::start_copy(PostgresServer& server, const PostgresServer& from, const std::string& host_rules)
{
    write_text(server.data_dir() / "postgresql.auto.conf", "");
    server.configure();
    write_text(server.data_dir() / "pg_hba.conf", host_rules);
    server.set_upstream(from);
    server.start();
}

std::vector<EfmEvent> EfmCluster::events(double since) const
{
    std::vector<std::filesystem::path> files;
    for (std::size_t i = 0; i < size(); ++i) files.push_back(installation_.dir_of(i) / "run" / "events.jsonl");
    auto all = read_events(files);
    std::erase_if(all, [&](const EfmEvent& event) { return event.time < since; });
    return all;
}

bool EfmCluster::was_notified(const std::string& subject, double since) const
{
    const auto all = events(since);
    return std::ranges::any_of(all, [&](const EfmEvent& event) {
        return event.kind == "notification" && event.name.find(subject) != event.name.npos;
    });
}

double EfmCluster::mark()
{
    const auto now = std::chrono::system_clock::now().time_since_epoch();
    return std::chrono::duration<double>(now).count();
}

}  // namespace support
