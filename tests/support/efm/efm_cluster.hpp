// A cluster of the stand-in for EDB Failover Manager over real servers. It is not EFM: see agent/main.cpp.
//
//     PostgresCluster servers;
//     PgpoolServer pool{servers};
//     EfmCluster efm{servers, pool};
//     servers[0].kill9();
//     efm.wait_for({"Idle", "Primary", "Standby"});
#pragma once

#include <chrono>
#include <cstddef>
#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "efm/command_runner.hpp"
#include "efm_events.hpp"
#include "efm_files.hpp"
#include "efm_options.hpp"
#include "efm_process.hpp"
#include "pgpool_server.hpp"
#include "port_lease.hpp"
#include "postgres_cluster.hpp"
#include "temp_dir.hpp"

namespace support {

// In place of a member's type, when it may have become the primary: see EfmCluster::wait_for.
constexpr const char* heir = "heir";

class EfmCluster {
public:
    // Without our programs as hooks, and with them over that pool. The constructor returns when all agents run and all
    // servers are what the agents say. What it is made of has to outlive it. The destructor stops the agents.
    explicit EfmCluster(const PostgresCluster& servers, EfmOptions options = {});
    EfmCluster(const PostgresCluster& servers, const PgpoolServer& pool, EfmOptions options = {});

    // Of servers that are somewhere else. `hooks_conf`: empty for none.
    EfmCluster(std::vector<EfmMember> members, std::uint16_t db_port, const std::filesystem::path& hooks_conf,
               EfmOptions options);
    ~EfmCluster();
    EfmCluster(const EfmCluster&) = delete;
    EfmCluster& operator=(const EfmCluster&) = delete;

    std::size_t size() const { return installation_.members.size(); }
    const std::string& address(std::size_t member) const { return installation_.members.at(member).address; }
    const std::string& name() const { return installation_.options.cluster; }

    // What its command does wrong from now on: see cli/faults.hpp. Empty: nothing.
    void misbehave(std::size_t member, const std::string& faults) const;

    // For hooks.conf: the lines by which a member's agent is asked.
    ConfigValues manager_of(std::size_t member) const { return installation_.manager_of(member); }

    // For hooks.conf: efm.command, efm.properties. The command knows which member it belongs to by its path.
    std::filesystem::path command(std::size_t member) const { return installation_.command(member); }
    std::filesystem::path properties(std::size_t member) const { return installation_.properties(member); }

    // `efm SUBCOMMAND CLUSTER ARGUMENT...` on a member, without input.
    efm::CommandResult run(std::size_t member, const std::string& subcommand,
                           const std::vector<std::string>& arguments = {},
                           const std::map<std::string, std::string>& environment = {}) const;
    efm::CommandResult status(std::size_t member = 0) const { return run(member, "cluster-status"); }
    efm::CommandResult status_json(std::size_t member = 0) const { return run(member, "cluster-status-json"); }

    // What that member's agent sees: "Primary", ...; "DOWN", or "" where it lists no such member, or does not run.
    std::vector<std::string> types(std::size_t asked) const;

    // As the first running agent sees it, or a certain one. An empty word stands for any type; of those marked `heir`
    // one is the primary, whichever was chosen, and the others are standbys. False when it does not come true in time.
    bool wait_for(const std::vector<std::string>& types, std::chrono::milliseconds limit = std::chrono::seconds{20});
    bool wait_until_seen_by(std::size_t asked, const std::vector<std::string>& types,
                            std::chrono::milliseconds limit = std::chrono::seconds{20}) const;

    void start_agent(std::size_t member);  // returns when it monitors its database, or has found it down
    void stop_agent(std::size_t member) { agents_.at(member)->stop(); }
    void kill_agent(std::size_t member) { agents_.at(member)->kill9(); }
    void pause_agent(std::size_t member) const;
    void resume_agent(std::size_t member) const;
    void kill_hooks(std::size_t member) const { agents_.at(member)->kill_hooks(); }
    bool agent_runs(std::size_t member) { return agents_.at(member)->is_running(); }
    std::string agent_log(std::size_t member) const { return agents_.at(member)->log_text(); }

    // The power goes: agent, server and virtual address at once.
    void kill_host(std::size_t member);

    efm::CommandResult resume(std::size_t member) const { return run(member, "resume"); }

    // Puts the target in front, and asks for the switchover again while EFM finds the standbys out of sync, as it does
    // at random. Returns what the command said; the work is done later.
    efm::CommandResult switchover(std::size_t target, const std::vector<std::string>& options = {}) const;

    // A server that lost its primary's place: its data copied anew, or rewound, running as a standby of `from`; not yet
    // resumed.
    void rebuild(std::size_t member, PostgresServer& server, const PostgresServer& from) const;
    void rewind(std::size_t member, PostgresServer& server, const PostgresServer& from) const;

    // Since the beginning, or since a mark.
    std::vector<EfmEvent> events(double since = 0) const;
    std::vector<std::string> hooks(double since = 0) const { return hook_lines(events(since)); }
    bool was_notified(const std::string& subject, double since = 0) const;
    static double mark();

private:
    const std::string& namespace_of(std::size_t member) const
    {
        return installation_.members.at(member).network_namespace;
    }
    const std::filesystem::path& data_dir(std::size_t member) const
    {
        return installation_.members.at(member).data_dir;
    }
    static void start_copy(PostgresServer& server, const PostgresServer& from, const std::string& host_rules);
    bool holds_virtual_ip(std::size_t member) const;
    void drop_virtual_ip(std::size_t member) const;
    bool is_formed() const;
    void report(std::size_t member);

    TempDir dir_;
    PortLease bind_port_;
    PortLease admin_port_;
    EfmInstallation installation_;
    std::vector<std::unique_ptr<EfmProcess>> agents_;
};

}  // namespace support
