#include "watchdog.hpp"

#include <filesystem>

#include "ground.hpp"
#include "run.hpp"
#include "temp_dir.hpp"

namespace scenarios {
namespace {

constexpr std::uint16_t sql_port = 9999;
constexpr std::uint16_t pcp_port = 9898;
constexpr std::size_t standby_host = 2;

std::string in_quotes(const std::string& text)
{
    return '\'' + text + '\'';
}

// The stand-in's network tools, by the names that Pgpool calls them. Its user may not be able to go where the build is.
std::filesystem::path tools()
{
    static const support::TempDir dir;
    for (const char* name : {"ping", "arping"}) {
        const auto built = support::built_program(std::string("standin/standin_") + name);
        std::filesystem::copy_file(built, dir / name, std::filesystem::copy_options::overwrite_existing);
    }
    return dir.path();
}

// The sample's, quicker, for two nodes: one of them alone is a majority then.
support::ConfigValues watchdog_values(int node)
{
    support::ConfigValues values{
        {"enable_consensus_with_half_votes", "on"},
        {"wd_priority", std::to_string(10 - node)},
        {"delegate_IP", in_quotes(delegate_address)},
        {"if_up_cmd", "'/usr/sbin/ip addr add $_IP_$/24 dev eth0'"},
        {"if_down_cmd", "'/usr/sbin/ip addr del $_IP_$/24 dev eth0'"},
        {"arping_path", in_quotes(tools())},
        {"arping_cmd", "'arping $_IP_$ eth0'"},
        {"ping_path", in_quotes(tools())},
        {"wd_interval", "1"},
        {"wd_heartbeat_keepalive", "1"},
        {"wd_heartbeat_deadtime", "3"},
    };
    for (int each = 0; each < 3; ++each) {
        const std::string n = std::to_string(each);
        const std::string host = in_quotes(support::NetworkLab::address(host_of_node(each)));
        const bool used = each < 2;
        values["hostname" + n] = values["heartbeat_hostname" + n] = used ? host : "";
        values["wd_port" + n] = used ? "9000" : "";
        values["pgpool_port" + n] = used ? std::to_string(sql_port) : "";
        values["heartbeat_port" + n] = used ? "9694" : "";
    }
    return values;
}

}  // namespace

std::size_t host_of_node(int node)
{
    return node == 0 ? witness_host : standby_host;
}

support::PgpoolOptions watchdog_node(support::PgpoolOptions options, const support::NetworkLab& lab, int node)
{
    options.address = support::NetworkLab::address(host_of_node(node));
    options.network_namespace = lab.name(host_of_node(node));
    options.sql_port = sql_port;
    options.pcp_port = pcp_port;
    options.settings["listen_addresses"] = options.settings["pcp_listen_addresses"] = "'*'";
    options.watchdog_conf = support::with_values(support::config_sample("pgpool-watchdog.conf"), watchdog_values(node));
    options.node_id = node;
    options.hooks["pool"] = std::string(delegate_address) + ':' + std::to_string(pcp_port);
    return options;
}

}  // namespace scenarios
