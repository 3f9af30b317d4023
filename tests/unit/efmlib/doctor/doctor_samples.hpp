// A set-up in which all is well: three members, two pools on this host, hooks, logins. Tests change one thing.
#pragma once

#include <string>

#include "efm/doctor.hpp"
#include "survey_samples.hpp"

namespace doctor_samples {

inline constexpr const char* properties_path = "/etc/edb/efm-5.2/acct.properties";
inline constexpr const char* efm_command = "/usr/edb/efm-5.2/bin/efm";

inline efm::PathFacts path_facts(const std::string& path, efm::PathFacts::Kind kind, unsigned mode)
{
    const bool runs = (mode & 0100U) != 0;
    return {.path = path,
            .kind = kind,
            .mode = mode,
            .owner = "efm",
            .readable = true,
            .writable = true,
            .executable = runs};
}

inline efm::PathFacts directory(const std::string& path)
{
    return path_facts(path, efm::PathFacts::Kind::directory, 0700);
}

inline efm::PathFacts file(const std::string& path, unsigned mode)
{
    return path_facts(path, efm::PathFacts::Kind::file, mode);
}

struct Sample : efm::Evidence {
    Sample()
    {
        settings.efm_command = efm_command;
        settings.efm_cluster = "acct";
        settings.efm_properties = properties_path;
        settings.efm_sudo_user = "efm";
        settings.server_user = "efm_pgpool";
        settings_path = "/etc/efm-pgpool/hooks.conf";
        user = expected_user = "efm";
        add_files();
        survey = survey_samples::Sample();
        const auto now = std::chrono::system_clock::now();
        for (efm::SurveyedServer& server : survey.servers) {
            server.view.taken = {now, {}, std::chrono::milliseconds{20}};
            server.view.value->clock = now - std::chrono::milliseconds{10};
        }
        for (const efm::SurveyedPool& pool : survey.pools) {
            pools.push_back({.name = pool.name, .host = pool.name.substr(0, 1), .is_local = true});
            add_settings(pools.back());
        }
        pgpool_conf = efm::parse_pgpool_conf("port = 9999\nhealth_check_period = 0\n", "/etc/pgpool2/pgpool.conf");
        add_properties();
        manager_command = file(efm_command, 0755);
        releases = {"4.9", "5.2"};
        sudo = {.allowed = true, .wildcards = {}};
    }

    void add_files()
    {
        state_dir = directory("/var/lib/efm-pgpool");
        journal = file("/var/lib/efm-pgpool/journal.db", 0600);
        run_dir = directory("/run/efm-pgpool");
        log = file("/var/log/efm-pgpool.log", 0640);
        log_directory = directory("/var/log");
        passfile = file("/var/efm/.pcppass", 0600);
        server_passfile = file("/var/efm/.pgpass", 0600);
    }

    static void add_settings(efm::PoolEvidence& pool)
    {
        // As Pgpool 4.3.5 prints them.
        for (const auto& [name, value] : std::initializer_list<std::pair<const char*, const char*>>{
                 {"backend_clustering_mode", "1"},
                 {"health_check_period", "0"},
                 {"failover_command", ""},
                 {"failback_command", ""},
                 {"failover_on_backend_error", "0"},
                 {"failover_on_backend_shutdown", "0"},
                 {"failover_if_affected_tuples_mismatch", "0"},
                 {"auto_failback", "0"},
                 {"detach_false_primary", "0"},
                 {"search_primary_node_timeout", "3"},
                 {"follow_primary_command", "/usr/bin/follow_primary %d %P %m"},
                 {"backend_flag0", "ALLOW_TO_FAILOVER"},
                 {"backend_flag1", "ALLOW_TO_FAILOVER"}}) {
            pool.settings.push_back({name, value, ""});
        }
    }

    void add_properties()
    {
        properties.emplace().path = properties_path;
        set("script.load.balancer.attach", "/usr/bin/load_balancer_attach %h %t");
        set("script.load.balancer.detach", "/usr/bin/load_balancer_detach %h %t");
        set("script.post.promotion", "/usr/bin/pgpool_backend promote %p --as post-promotion");
        set("detach.on.agent.failure", "false");
        for (const char* name : {"load_balancer_attach", "load_balancer_detach", "pgpool_backend", "follow_primary"}) {
            programs.push_back(file(std::string("/usr/bin/") + name, 0755));
        }
    }

    // A property; one that is set again counts last.
    void set(const std::string& key, const std::string& value) { properties->values.push_back({key, value, 1}); }

    // A live setting of the first pool.
    void live(const std::string& name, const std::string& value)
    {
        for (pcp::PoolSetting& setting : pools[0].settings) {
            if (setting.name == name) setting.value = value;
        }
    }

    efm::PathFacts& program_named(const std::string& name)
    {
        for (efm::PathFacts& program : programs) {
            if (program.path == "/usr/bin/" + name) return program;
        }
        throw std::out_of_range(name);
    }

    efm::ServerFacts& server_of(std::size_t id) { return *survey.servers.at(id).view.value; }
    efm::ClusterStatus& manager_status() { return *survey.manager->value; }
};

}  // namespace doctor_samples
