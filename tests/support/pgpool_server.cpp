#include "pgpool_server.hpp"

#include <algorithm>
#include <csignal>
#include <stdexcept>
#include <utility>

#include "crash_check.hpp"
#include "eventually.hpp"
#include "in_namespace.hpp"
#include "live.hpp"
#include "pcp_knock.hpp"
#include "postgres_user.hpp"
#include "run.hpp"

namespace support {
namespace {

constexpr const char* nobody = "127.0.1.";  // and the id: the host of a slot that no server fills
constexpr const char* pcp_user = "pcpu";
constexpr const char* pcp_password = "pcp-pass";
constexpr const char* pcp_password_md5 = "018b69fb1cfbd59643a8f2bdebf1b037";
constexpr std::size_t sample_slots = 3;
constexpr const char* sample_follow_primary = "/usr/bin/follow_primary";

std::string in_quotes(const std::string& text)
{
    return '\'' + text + '\'';
}

std::string replaced(std::string text, const std::string& what, const std::string& by)
{
    for (std::size_t at = text.find(what); at != text.npos; at = text.find(what, at + by.size())) {
        text.replace(at, what.size(), by);
    }
    return text;
}

std::vector<PgpoolBackend> backends_of(const PostgresCluster& cluster)
{
    std::vector<PgpoolBackend> backends;
    for (std::size_t i = 0; i < cluster.size(); ++i) {
        backends.push_back({cluster[i].address(), cluster.port(), cluster[i].name()});
    }
    return backends;
}

}  // namespace

PgpoolServer::PgpoolServer(const PostgresCluster& cluster, PgpoolOptions options)
    : PgpoolServer(backends_of(cluster), std::move(options))
{
}

PgpoolServer::PgpoolServer(std::vector<PgpoolBackend> servers, PgpoolOptions options)
    : options_(std::move(options)),
      servers_(std::move(servers)),
      slots_(std::max(options_.slots, servers_.size())),
      pcp_{options_.address, options_.pcp_port != 0 ? options_.pcp_port : pcp_port_.number(), pcp_user, pcp_password,
           dir_ / "pcppass"},
      daemon_(dir_.path(), dir_ / "pgpool.log")
{
    const auto begin = std::chrono::steady_clock::now();
    write_pgpool_conf();
    write_watchdog_conf();
    write_pcp_files();
    write_hooks_conf();
    forget_status();
    if (options_.started) start();
    setup_time_ = std::chrono::ceil<std::chrono::milliseconds>(std::chrono::steady_clock::now() - begin);
}

PgpoolServer::~PgpoolServer()
{
    resume_main();
    daemon_.stop(SIGINT, std::chrono::seconds{10});
    daemon_.kill_all();
    check_log("pgpool", log_text(), options_.crashes);
    check_log("our programs", read_text(hooks_log()));
}

void PgpoolServer::begin_start()
{
    const InNamespace there(options_.network_namespace);
    const auto rights = options_.watchdog_conf.empty() ? Rights::none : Rights::network;
    daemon_.start({pgpool_program(), "-n", "-f", dir_ / "pgpool.conf", "-F", dir_ / "pcp.conf"}, rights);
}

void PgpoolServer::start()
{
    begin_start();
    wait_until_ready();
}

void PgpoolServer::wait_until_ready()
{
    const InNamespace there(options_.network_namespace);
    const auto ready = [&] {
        if (!is_running()) return true;
        return pcp_answers(pcp_.host, pcp_.port) && is_accepting(login());
    };
    if (!eventually(ready, std::chrono::seconds{30}) || !is_running() || nodes().size() != slots_) {
        throw std::runtime_error("pgpool did not start:\n" + log_text());
    }
}

void PgpoolServer::stop()
{
    if (!daemon_.stop(SIGINT)) throw std::runtime_error("pgpool did not stop:\n" + log_text());
}

void PgpoolServer::kill9()
{
    daemon_.kill_all();
}

void PgpoolServer::restart(StatusFile what)
{
    if (is_running()) stop();
    if (what == StatusFile::drop) forget_status();
    start();
}

void PgpoolServer::pause_main() const
{
    daemon_.signal(SIGSTOP);
}

void PgpoolServer::resume_main() const
{
    daemon_.signal(SIGCONT);
}

std::vector<Row> PgpoolServer::nodes() const
{
    const InNamespace there(options_.network_namespace);
    std::vector<Row> rows;
    std::string refusal;
    const auto answered = [&] {
        try {
            rows = query(login(), "SHOW pool_nodes");
        } catch (const std::runtime_error& error) {
            refusal = error.what();
        }
        return !rows.empty();
    };
    if (!eventually(answered)) throw std::runtime_error("SHOW pool_nodes: " + refusal);
    return rows;
}

// What Pgpool finds at its start: nothing, or which slots are empty.
void PgpoolServer::forget_status()
{
    std::string status;
    for (std::size_t id = 0; id < slots_; ++id) status += id < servers_.size() ? "up\n" : "down\n";
    if (slots_ > servers_.size()) return write_text(dir_ / "pgpool_status", status);
    std::filesystem::remove(dir_ / "pgpool_status");
}

void PgpoolServer::write_pgpool_conf()
{
    const std::string dir = in_quotes(dir_.path());
    ConfigValues values{
        {"listen_addresses", in_quotes(options_.address)},
        {"port", std::to_string(sql_port())},
        {"pcp_listen_addresses", in_quotes(options_.address)},
        {"pcp_port", std::to_string(pcp_.port)},
        {"socket_dir", dir},
        {"pcp_socket_dir", dir},
        {"wd_ipc_socket_dir", dir},
        {"logdir", dir},
        {"pid_file_name", in_quotes(dir_ / "pgpool.pid")},
        {"num_init_children", "8"},
        {"sr_check_user", "'monitor'"},
        {"sr_check_password", "'monitor-pass'"},
    };
    for (std::size_t id = 0; id < std::max(slots_, sample_slots); ++id) {
        const std::string n = std::to_string(id);
        const bool served = id < servers_.size();
        const PgpoolBackend backend = served ? servers_[id] : PgpoolBackend{nobody + n, servers_.front().port, ""};
        const bool used = id < slots_;
        const auto set = [&](const char* name, const std::string& value) {
            values[name + n] = used ? value : "";
        };
        set("backend_hostname", in_quotes(backend.address));
        set("backend_port", std::to_string(backend.port));
        set("backend_weight", served ? "1" : "0");
        set("backend_flag", "'ALLOW_TO_FAILOVER'");
        set("backend_application_name", in_quotes(backend.application_name));
    }
    const std::string follow = follow_primary();
    if (follow.empty()) values["follow_primary_command"] = "''";
    for (const auto& [name, value] : options_.settings) values[name] = filled_in(value);
    if (!options_.watchdog_conf.empty()) values["include"] = in_quotes(dir_ / "pgpool-watchdog.conf");
    const std::string sample = replaced(config_sample("pgpool.conf"), sample_follow_primary, follow);
    write_text(dir_ / "pgpool.conf", with_values(sample, values));
}

void PgpoolServer::write_watchdog_conf() const
{
    if (options_.watchdog_conf.empty()) return;
    write_text(dir_ / "pgpool-watchdog.conf", filled_in(options_.watchdog_conf));
    write_text(dir_ / "pgpool_node_id", std::to_string(options_.node_id) + '\n');
}

std::string PgpoolServer::filled_in(const std::string& value) const
{
    return replaced(replaced(value, "{dir}", dir_.path()), "{pcp_port}", std::to_string(pcp_.port));
}

// A copy of the built program, since the build may lie where the servers' user cannot go. Empty: not wanted, not built.
std::string PgpoolServer::follow_primary() const
{
    const auto built = built_program("follow_primary");
    if (!options_.follow_primary || !std::filesystem::exists(built)) return "";
    const auto copy = dir_ / "follow_primary";
    std::filesystem::copy_file(built, copy);
    return copy.string() + " --config " + hooks_conf().string();
}

void PgpoolServer::write_pcp_files() const
{
    write_text(dir_ / "pcp.conf", config_sample("pcp.conf") + pcp_.user + ':' + pcp_password_md5 + '\n');
    const std::string line = pcp_.host + ':' + std::to_string(pcp_.port) + ':' + pcp_.user + ':' + pcp_.password;
    write_text(pcp_.passfile, line + '\n', std::filesystem::perms{0600});
}

void PgpoolServer::write_hooks_conf() const
{
    std::filesystem::create_directory(dir_ / "state");
    std::filesystem::permissions(dir_ / "state", std::filesystem::perms{0700});
    give_to_postgres(dir_ / "state");
    write_text(hooks_log(), "");
    ConfigValues values{
        {"pool", pcp_.host + ':' + std::to_string(pcp_.port)},
        {"pcp.user", pcp_.user},
        {"pcp.passfile", pcp_.passfile},
        {"state_dir", dir_ / "state"},
        {"run_dir", dir_ / "state"},
        {"log", hooks_log()},
    };
    for (const auto& [name, value] : options_.hooks) values[name] = filled_in(value);
    write_own_text(hooks_conf(), with_values(config_sample("hooks.conf"), values));
}

}  // namespace support
