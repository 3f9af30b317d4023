#include "efm/pgpool_conf.hpp"

#include <algorithm>
#include <sstream>

#include "near_name.hpp"
#include "printable.hpp"
#include "trusted_file.hpp"

namespace efm {
namespace {

// Of all releases from 4.0 to 4.7, without the numbers of backends and watchdog nodes.
constexpr const char* known_names =
    "allow_clear_text_frontend_auth allow_multiple_failover_requests_from_node allow_sql_comments "
    "app_name_redirect_preference_list arping_cmd arping_path authentication_timeout auto_failback "
    "auto_failback_interval backend_application_name backend_clustering_mode backend_data_directory backend_flag "
    "backend_hostname backend_port backend_weight black_function_list black_memqcache_table_list "
    "black_query_pattern_list cache_safe_memqcache_table_list cache_unsafe_memqcache_table_list check_temp_table "
    "check_unlogged_table child_life_time child_max_connections clear_memqcache_on_escalation client_idle_limit "
    "client_idle_limit_in_recovery client_min_messages connect_timeout connection_cache connection_life_time "
    "database_redirect_preference_list delay_threshold delay_threshold_by_time delegate_ip detach_false_primary "
    "disable_load_balance_on_write dml_adaptive_object_relationship_list enable_consensus_with_half_votes "
    "enable_pool_hba enable_shared_relcache failback_command failover_command failover_if_affected_tuples_mismatch "
    "failover_on_backend_error failover_on_backend_shutdown failover_require_consensus failover_when_quorum_exists "
    "follow_master_command follow_primary_command health_check_connect_timeout health_check_database "
    "health_check_max_retries health_check_password health_check_period health_check_retry_delay health_check_test "
    "health_check_timeout health_check_user heartbeat_destination heartbeat_destination_port heartbeat_device "
    "heartbeat_hostname heartbeat_port hostname if_cmd_path if_down_cmd if_up_cmd ifconfig_path "
    "ignore_leading_white_space include insert_lock listen_addresses listen_backlog_multiplier load_balance_mode "
    "lobj_lock_table log_backend_messages log_client_messages log_connections log_destination log_directory "
    "log_disconnections log_error_verbosity log_file_mode log_filename log_hostname log_line_prefix "
    "log_min_messages log_pcp_processes log_per_node_statement log_rotation_age log_rotation_size "
    "log_standby_delay log_statement log_truncate_on_rotation logdir logging_collector master_slave_mode "
    "master_slave_sub_mode max_pool memory_cache_enabled memqcache_auto_cache_invalidation "
    "memqcache_cache_block_size memqcache_expire memqcache_max_num_cache memqcache_maxcache "
    "memqcache_memcached_host memqcache_memcached_port memqcache_method memqcache_oiddir memqcache_total_size "
    "min_spare_children max_spare_children notice_per_node_statement num_init_children other_pgpool_hostname "
    "other_pgpool_port other_wd_port pcp_listen_addresses pcp_port pcp_socket_dir pgpool_port pid_file_name "
    "ping_path pool_passwd port prefer_lower_delay_standby primary_routing_query_pattern_list "
    "process_management_mode process_management_strategy read_only_function_list recovery_1st_stage_command "
    "recovery_2nd_stage_command recovery_database recovery_password recovery_timeout recovery_user relcache_expire "
    "relcache_query_target relcache_size replicate_select replication_mode replication_stop_on_mismatch "
    "reserved_connections reset_query_list search_primary_node_timeout serialize_accept socket_dir "
    "sr_check_database sr_check_password sr_check_period sr_check_user ssl ssl_ca_cert ssl_ca_cert_dir ssl_cert "
    "ssl_ciphers ssl_crl_file ssl_dh_params_file ssl_ecdh_curve ssl_key ssl_passphrase_command "
    "ssl_prefer_server_ciphers statement_level_load_balance syslog_facility syslog_ident trusted_server_command "
    "trusted_servers unix_socket_directories unix_socket_group unix_socket_permissions use_watchdog wd_authkey "
    "wd_de_escalation_command wd_escalation_command wd_heartbeat_deadtime wd_heartbeat_keepalive wd_heartbeat_port "
    "wd_hostname wd_interval wd_ipc_socket_dir wd_life_point wd_lifecheck_dbname wd_lifecheck_method "
    "wd_lifecheck_password wd_lifecheck_query wd_lifecheck_user wd_lost_node_removal_timeout "
    "wd_monitoring_interfaces_list wd_no_show_node_removal_timeout wd_port wd_priority wd_remove_shutdown_nodes "
    "white_function_list white_memqcache_table_list work_dir write_function_list";

// Of the 2020 guide, and too far from what they mean to be guessed.
constexpr std::pair<const char*, const char*> known_slips[] = {
    {"fail_over_on_backend_error", "failover_on_backend_error"},
    {"wd_lifecyclecheck_method", "wd_lifecheck_method"},
};

const std::vector<std::string>& parameters()
{
    static const std::vector<std::string> all = [] {
        std::istringstream words(known_names);
        std::vector<std::string> names;
        for (std::string name; words >> name;) names.push_back(name);
        return names;
    }();
    return all;
}

std::string_view without_number(std::string_view name)
{
    return name.substr(0, name.find_last_not_of("0123456789") + 1);
}

// Up to a comment or the closing quote; two quotes stand for one.
std::string value_in(std::string_view text)
{
    if (!text.starts_with('\'')) return std::string(trim(text.substr(0, text.find('#'))));
    std::string value;
    for (std::size_t i = 1; i < text.size(); ++i) {
        if (text[i] == '\'' && text.substr(i + 1, 1) != "'") break;
        if (text[i] == '\'') ++i;
        value += text[i];
    }
    return value;
}

std::optional<PgpoolParameter> parameter_in(std::string_view line, int number)
{
    line = trim(line);
    const std::size_t end = line.find_first_of(" \t=#");
    if (line.empty() || end == 0 || end == std::string_view::npos) return std::nullopt;
    std::string_view rest = trim(line.substr(end));
    if (rest.starts_with('=')) rest = trim(rest.substr(1));
    return PgpoolParameter{std::string(line.substr(0, end)), value_in(rest), number};
}

}  // namespace

std::optional<std::string> PgpoolConf::value_of(std::string_view name) const
{
    std::optional<std::string> value;
    for (const PgpoolParameter& parameter : parameters) {
        if (same_word(parameter.name, name)) value = parameter.value;
    }
    return value;
}

PgpoolConf parse_pgpool_conf(std::string_view text, const std::string& path)
{
    PgpoolConf conf{path, {}};
    for (int number = 1; !text.empty(); ++number) {
        const std::size_t end = std::min(text.find('\n'), text.size());
        if (auto parameter = parameter_in(text.substr(0, end), number)) conf.parameters.push_back(*parameter);
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return conf;
}

PgpoolConf read_pgpool_conf(const std::string& path)
{
    return parse_pgpool_conf(read_file(path), path);
}

std::optional<std::string> meant_parameter(std::string_view name)
{
    const auto is_it = [&](std::string_view known) {
        return same_word(known, name) || same_word(known, without_number(name));
    };
    if (std::ranges::any_of(parameters(), is_it)) return std::nullopt;
    for (const auto& [slip, meant] : known_slips) {
        if (same_word(name, slip)) return meant;
    }
    return near_name(without_number(name), parameters());
}

bool is_on(std::string_view value)
{
    return value == "1" || same_word(value, "on") || same_word(value, "true") || same_word(value, "yes");
}

}  // namespace efm
