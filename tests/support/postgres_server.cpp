#include "postgres_server.hpp"

#include <csignal>
#include <fstream>
#include <stdexcept>
#include <utility>

#include "crash_check.hpp"
#include "eventually.hpp"
#include "live.hpp"
#include "run.hpp"
#include "temp_dir.hpp"

namespace support {
namespace {

// Small, quick to start, and durable only against the death of processes.
constexpr const char* settings = R"(
unix_socket_directories = ''
shared_buffers = 4MB
dynamic_shared_memory_type = mmap
fsync = off
wal_level = replica
wal_log_hints = on
max_wal_size = 64MB
wal_keep_size = 32MB
hot_standby = on
wal_retrieve_retry_interval = 50ms
wal_receiver_status_interval = 1s
recovery_target_timeline = 'latest'
max_logical_replication_workers = 0
autovacuum = off
jit = off
password_encryption = scram-sha-256
log_line_prefix = '%m [%p] %q%u@%d %h '
include_if_exists = 'upstream.conf'
include_if_exists = 'more.conf'
)";

constexpr const char* host_rules = R"(# first match counts
host  postgres     monitor  127.0.0.0/8  scram-sha-256
host  all          all      127.0.0.0/8  trust
host  replication  all      127.0.0.0/8  trust
)";

}  // namespace

PostgresServer::PostgresServer(std::string name, std::string address, std::uint16_t port,
                               const std::filesystem::path& folder, PostgresOptions options)
    : name_(std::move(name)),
      address_(std::move(address)),
      port_(port),
      data_dir_(folder / name_),
      options_(std::move(options)),
      daemon_(data_dir_, folder / (name_ + ".log"))
{
}

PostgresServer::~PostgresServer()
{
    resume();
    daemon_.stop(SIGQUIT, std::chrono::seconds{5});
    daemon_.kill_all();
    check_log(name_, log_text());
}

void PostgresServer::configure()
{
    write_text(data_dir_ / "postgresql.conf",
               "listen_addresses = '" + address_ + "'\nport = " + std::to_string(port_) + settings + options_.settings);
    write_text(data_dir_ / "pg_hba.conf", host_rules);
}

void PostgresServer::set_upstream(const PostgresServer& from)
{
    const std::string conninfo = "host=" + from.address() + " port=" + std::to_string(from.port()) +
                                 " user=replicator application_name=" + name_;
    write_text(data_dir_ / "upstream.conf", "primary_conninfo = '" + conninfo + "'\n");
    write_text(data_dir_ / "standby.signal", "");
}

void PostgresServer::set(const std::string& more) const
{
    write_text(data_dir_ / "more.conf", more);
    if (is_accepting(login())) sql("SELECT pg_reload_conf()");
}

void PostgresServer::begin_start()
{
    const std::string program = options_.program.empty() ? postgres_program("postgres") : options_.program;
    daemon_.start({program, "-D", data_dir_.string()});
}

void PostgresServer::wait_until_ready()
{
    const bool ready = eventually([&] { return !is_running() || is_accepting(login()); }, std::chrono::seconds{30});
    if (!ready || !is_running()) throw std::runtime_error(name_ + " did not start:\n" + log_text());
}

void PostgresServer::start()
{
    begin_start();
    wait_until_ready();
}

void PostgresServer::stop(StopMode mode)
{
    const int number = mode == StopMode::smart ? SIGTERM : mode == StopMode::fast ? SIGINT : SIGQUIT;
    if (!daemon_.stop(number)) throw std::runtime_error(name_ + " did not stop:\n" + log_text());
}

void PostgresServer::kill9()
{
    daemon_.kill_all();
}

void PostgresServer::kill9_postmaster()
{
    std::ifstream file(data_dir_ / "postmaster.pid");
    pid_t postmaster = 0;
    if (!(file >> postmaster) || ::kill(postmaster, SIGKILL) != 0) throw std::runtime_error(name_ + " does not run");
    if (!eventually([&] { return !is_running() && processes_in(data_dir_).empty(); })) {
        throw std::runtime_error(name_ + " goes on without its postmaster");
    }
}

void PostgresServer::promote()
{
    run_tool({postgres_program("pg_ctl"), "promote", "--no-wait", "-D", data_dir_.string()});
    if (!eventually([&] { return !in_recovery(); })) throw std::runtime_error(name_ + " stays in recovery");
}

void PostgresServer::follow(const PostgresServer& from)
{
    if (is_running()) stop();
    set_upstream(from);
    start();
}

void PostgresServer::rebuild(const PostgresServer& from)
{
    if (is_running()) stop(StopMode::immediate);
    std::filesystem::remove_all(data_dir_);
    run_tool({postgres_program("pg_basebackup"), "--pgdata=" + data_dir_.string(), "--host=" + from.address(),
              "--port=" + std::to_string(from.port()), "--username=replicator", "--checkpoint=fast", "--no-sync",
              "--wal-method=stream"});
    configure();
    follow(from);
}

void PostgresServer::pause() const
{
    daemon_.signal_all(SIGSTOP);
}

void PostgresServer::resume() const
{
    daemon_.signal_all(SIGCONT);
}

}  // namespace support
