#include "zabbix_server.hpp"

#include <filesystem>
#include <set>
#include <sstream>
#include <stdexcept>

#include "eventually.hpp"
#include "http_post.hpp"
#include "live.hpp"
#include "run.hpp"

namespace monitoring {
namespace {

using nlohmann::json;
namespace fs = std::filesystem;

constexpr const char* php = "/usr/bin/php";
constexpr const char* server = "/usr/sbin/zabbix_server";
constexpr const char* agent = "/usr/sbin/zabbix_agentd";
const fs::path frontend = "/usr/share/zabbix";
const fs::path schema = "/usr/share/zabbix-server-pgsql";

// Who may log in, and what everybody has; Zabbix' own three hundred templates are most of the data, and of the time.
const std::set<std::string> needed{"role",   "role_rule",   "users",   "usrgrp",      "users_groups",      "hstgrp",
                                   "config", "globalmacro", "regexps", "expressions", "config_autoreg_tls"};

std::string unpacked(const fs::path& file)
{
    efm::Command command;
    command.argv = {"/usr/bin/zcat", file};
    command.output_cap = 128U << 20U;
    command.patience.deadline = pcp::Deadline::after(std::chrono::seconds{60});
    const efm::CommandResult result = efm::BoostCommandRunner{}.run(command);
    if (!result.succeeded()) throw std::runtime_error(file.string() + " cannot be unpacked: " + result.err);
    return result.out;
}

// A statement begins with its first line, and may have more.
std::string needed_of(const std::string& data)
{
    const std::string begin = "INSERT INTO ";
    std::string text;
    bool wanted = false;
    std::istringstream lines(data);
    for (std::string line; std::getline(lines, line);) {
        if (line == "COMMIT;") wanted = false;
        if (line.starts_with(begin)) {
            wanted = needed.contains(line.substr(begin.size(), line.find(' ', begin.size()) - begin.size()));
        }
        if (wanted) text += line + '\n';
    }
    return text;
}

std::string php_text(const std::string& text)
{
    return "'" + text + "'";
}

std::string replaced(std::string text, const std::string& what, const std::string& by)
{
    const std::size_t at = text.find(what);
    if (at == std::string::npos) throw std::runtime_error("no " + what + " in the frontend");
    return text.replace(at, what.size(), by);
}

}  // namespace

std::vector<std::string> ZabbixServer::programs()
{
    return {php, server, agent, "/usr/bin/zcat"};
}

ZabbixServer::ZabbixServer()
{
    fill_database();
    start_frontend();
}

void ZabbixServer::watch(const std::string& user_parameter)
{
    start_server();
    start_agent(user_parameter);
}

void ZabbixServer::import(const std::string& file) const
{
    json rules;
    for (const char* kind : {"templates", "items", "triggers", "discoveryRules", "valueMaps"}) {
        rules[kind] = {{"createMissing", true}, {"updateExisting", true}};
    }
    const json version = post({{"method", "apiinfo.version"}, {"params", json::array()}}).at("result");
    rules[std::stod(version.get<std::string>()) >= 6.2 ? "template_groups" : "groups"] = {{"createMissing", true},
                                                                                          {"updateExisting", true}};
    const json parameters{{"format", "xml"}, {"source", support::read_text(file)}, {"rules", rules}};
    if (call("configuration.import", parameters) != true) throw std::runtime_error(file + " was not imported");
}

void ZabbixServer::fill_database()
{
    support::write_text(dir_ / "schema.sql", unpacked(schema / "schema.sql.gz"));
    support::write_text(dir_ / "data.sql", needed_of(unpacked(schema / "data.sql.gz")));
    const std::string port = std::to_string(database_.port());
    support::run_tool({support::postgres_program("psql"), "-q", "-1", "-v", "ON_ERROR_STOP=1", "-h",
                       database_[0].address(), "-p", port, "-f", dir_ / "schema.sql", "-f", dir_ / "data.sql",
                       "postgres"});
}

// A copy, for it reads its configuration from one place only, and that is not ours.
void ZabbixServer::start_frontend()
{
    const fs::path copy = dir_ / "frontend";
    fs::copy(frontend, copy, fs::copy_options::recursive | fs::copy_options::copy_symlinks);
    const fs::path config_file = copy / "include/classes/core/CConfigFile.php";
    support::write_text(config_file, replaced(support::read_text(config_file), "'/etc/zabbix/zabbix.conf.php'",
                                              php_text(dir_ / "zabbix.conf.php")));
    support::write_text(dir_ / "zabbix.conf.php",
                        "<?php\n$DB = ['TYPE' => 'POSTGRESQL', 'SERVER' => " + php_text(database_[0].address()) +
                            ", 'PORT' => " + php_text(std::to_string(database_.port())) +
                            ", 'DATABASE' => 'postgres', 'USER' => 'postgres', 'PASSWORD' => '', 'SCHEMA' => '',"
                            " 'ENCRYPTION' => false, 'DOUBLE_IEEE754' => true];\n"
                            "$ZBX_SERVER = '127.0.0.1';\n$ZBX_SERVER_PORT = " +
                            php_text(std::to_string(server_port_.number())) +
                            ";\n$IMAGE_FORMAT_DEFAULT = IMAGE_FORMAT_PNG;\n");
    frontend_.start({php, "-d", "display_errors=stderr", "-d", "memory_limit=512M", "-S",
                     "127.0.0.1:" + std::to_string(frontend_port_.number()), "-t", copy});
    const auto log_in = [&] {
        try {
            session_ = post({{"method", "user.login"}, {"params", {{"username", "Admin"}, {"password", "zabbix"}}}})
                           .at("result");
            return true;
        } catch (const std::exception&) {
            return false;
        }
    };
    if (!support::eventually(log_in, std::chrono::seconds{60}, std::chrono::milliseconds{100})) {
        throw std::runtime_error("nobody can log in to Zabbix: " + logs());
    }
}

// CacheUpdateFrequency: what the API changes counts a second later.
void ZabbixServer::start_server()
{
    std::string config =
        "DBHost=" + database_[0].address() + "\nDBPort=" + std::to_string(database_.port()) +
        "\nDBName=postgres\nDBUser=postgres\nListenIP=127.0.0.1\nListenPort=" + std::to_string(server_port_.number()) +
        "\nSocketDir=" + dir_.path().string() + "\nPidFile=" + (dir_ / "server.pid").string() +
        "\nLogType=console\nTimeout=30\nCacheUpdateFrequency=1\n";
    for (const char* none : {"StartPingers", "StartDiscoverers", "StartHTTPPollers", "StartODBCPollers",
                             "StartReportWriters", "StartVMwareCollectors", "StartJavaPollers"}) {
        config += std::string(none) + "=0\n";
    }
    for (const char* one :
         {"StartPollers", "StartPollersUnreachable", "StartTrappers", "StartPreprocessors", "StartDBSyncers",
          "StartHistoryPollers", "StartLLDProcessors", "StartEscalators", "StartAlerters", "StartTimers"}) {
        config += std::string(one) + "=1\n";
    }
    support::write_text(dir_ / "server.conf", config);
    server_.start({server, "-f", "-c", dir_ / "server.conf"});
}

void ZabbixServer::start_agent(const std::string& user_parameter)
{
    support::write_text(dir_ / "agent.conf",
                        "Server=127.0.0.1\nListenIP=127.0.0.1\nHostname=efm\nListenPort=" +
                            std::to_string(agent_port_.number()) + "\nPidFile=" + (dir_ / "agent.pid").string() +
                            "\nLogType=console\nStartAgents=1\nTimeout=30\n" + user_parameter + '\n');
    agent_.start({agent, "-f", "-c", dir_ / "agent.conf"});
}

json ZabbixServer::post(const json& request) const
{
    json whole = request;
    whole["jsonrpc"] = "2.0";
    whole["id"] = 1;
    return json::parse(http_post(frontend_port_.number(), "/api_jsonrpc.php", "application/json-rpc", whole.dump()));
}

json ZabbixServer::call(const std::string& method, const json& parameters) const
{
    const json answer = post({{"method", method}, {"params", parameters}, {"auth", session_}});
    if (!answer.contains("result")) throw std::runtime_error(method + ": " + answer.dump());
    return answer["result"];
}

std::string ZabbixServer::logs() const
{
    return frontend_.log_text() + server_.log_text() + agent_.log_text();
}

}  // namespace monitoring
