#include "server_control.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include <fstream>
#include <iterator>
#include <stdexcept>

#include "auto_conf.hpp"

namespace standin {
namespace {

constexpr int patient_seconds = 30;  // of pg_ctl; our tests do not wait as long as an administrator would
constexpr int hasty_seconds = 2;
constexpr std::chrono::seconds tool_limit{60};
constexpr std::chrono::seconds settings_limit{5};
constexpr const char* auto_conf = "postgresql.auto.conf";

}  // namespace

Role ServerControl::role(std::chrono::milliseconds limit) const
{
    const DbAnswer answer = ask("SELECT pg_is_in_recovery()", limit);
    if (!answer.ok() || answer.values.empty()) return Role::none;
    return answer.values.front() == "t" ? Role::standby : Role::primary;
}

DbAnswer ServerControl::ask(const std::string& sql, std::chrono::milliseconds limit) const
{
    return ask_database(login_of(config_, config_.address()), sql, limit);
}

bool ServerControl::start()
{
    std::string log = config_.options().server_log;
    if (log.empty()) log = data_dir().string() + ".log";
    std::ofstream(log, std::ios::app).flush();
    give_to_owner(log);
    return pg_ctl("start", patient_seconds, {"--log=" + log});
}

// A primary that is cut off would wait for its standbys to take the rest, for a minute.
bool ServerControl::stop(Haste haste)
{
    const int seconds = haste == Haste::orderly ? patient_seconds : hasty_seconds;
    return !runs() || pg_ctl("stop", seconds, {"--mode=fast"}) || pg_ctl("stop", seconds, {"--mode=immediate"});
}

bool ServerControl::runs() const
{
    return run_as_owner({program("pg_ctl"), "status", "-D", data_dir()}, tool_limit).succeeded();
}

bool ServerControl::promote()
{
    return act("promote", {program("pg_ctl"), "promote", "--no-wait", "-D", data_dir()});
}

void ServerControl::write_recovery_conf(const std::string& reason)
{
    write("recovery.conf", "# EDB Failover Manager\n# " + reason + "\n");
    journal_.record("database", {{"act", "recovery.conf"}, {"ok", true}, {"output", reason}});
}

void ServerControl::remove_recovery_conf()
{
    std::filesystem::remove(data_dir() / "recovery.conf");
}

std::string ServerControl::upstream() const
{
    if (const auto written = conf_value(read(auto_conf), "primary_conninfo")) return *written;
    const DbAnswer answer = ask("SHOW primary_conninfo", settings_limit);
    return answer.ok() && !answer.values.empty() ? answer.values.front() : "";
}

void ServerControl::set_upstream(const std::string& conninfo)
{
    write(auto_conf, with_conf_value(read(auto_conf), "primary_conninfo", conninfo));
    journal_.record("database", {{"act", "upstream"}, {"ok", true}, {"output", conninfo}});
}

void ServerControl::set_restore_command(const std::string& primary)
{
    std::string command = config_.text("restore.command");
    if (command.empty()) return;
    for (std::size_t at = command.find("%h"); at != command.npos; at = command.find("%h")) {
        command.replace(at, 2, primary);
    }
    write(auto_conf, with_conf_value(read(auto_conf), "restore_command", command));
}

void ServerControl::make_standby()
{
    write("standby.signal", "");
}

bool ServerControl::copy_from(const std::string& conninfo)
{
    const std::filesystem::path data = data_dir();
    const std::filesystem::path old = data.string() + ".before-standby";
    std::filesystem::remove_all(old);
    if (std::filesystem::exists(data)) std::filesystem::rename(data, old);
    const bool copied = act("basebackup", {program("pg_basebackup"), "--pgdata=" + data.string(),
                                           "--dbname=" + conninfo, "--checkpoint=fast", "--wal-method=stream"});
    if (!copied) return false;
    for (const char* own : {"postgresql.conf", "pg_hba.conf", "pg_ident.conf"}) {
        std::ifstream file(old / own);
        if (file) write(own, {std::istreambuf_iterator<char>(file), {}});
    }
    std::filesystem::remove_all(old);
    return true;
}

bool ServerControl::pg_ctl(const std::string& name, int seconds, const std::vector<std::string>& more)
{
    std::vector<std::string> argv{
        program("pg_ctl"), name, "-D", data_dir(), "--wait", "--silent", "--timeout=" + std::to_string(seconds)};
    const std::string config_dir = config_.text("db.config.dir");
    if (!config_dir.empty()) argv[3] = config_dir;
    argv.insert(argv.end(), more.begin(), more.end());
    return act(name, argv);
}

bool ServerControl::act(const std::string& name, const std::vector<std::string>& argv)
{
    const efm::CommandResult result = run_as_owner(argv, tool_limit);
    journal_.record("database", {{"act", name}, {"ok", result.succeeded()}, {"output", result.out + result.err}});
    return result.succeeded();
}

// Root becomes the owner; anybody else is taken for it.
efm::CommandResult ServerControl::run_as_owner(const std::vector<std::string>& argv,
                                               std::chrono::milliseconds limit) const
{
    const std::string owner = config_.text("db.service.owner");
    efm::Command command;
    if (::geteuid() == 0) {
        command.argv = {"/usr/bin/setpriv", "--reuid=" + owner, "--regid=" + owner,
                        "--init-groups",    "--reset-env",      "--"};
    }
    command.argv.insert(command.argv.end(), argv.begin(), argv.end());
    command.inherit_environment = false;
    command.environment = {{"PATH", "/usr/bin:/bin"}, {"LC_ALL", "C"}};
    command.patience.deadline = pcp::Deadline::after(limit);
    return efm::BoostCommandRunner{}.run(command);
}

void ServerControl::write(const std::string& file, const std::string& text) const
{
    const std::filesystem::path path = data_dir() / file;
    std::ofstream out(path, std::ios::binary | std::ios::trunc);
    out << text;
    if (!out.flush()) throw std::runtime_error("cannot write " + path.string());
    give_to_owner(path);
}

// To whoever owns the data directory.
void ServerControl::give_to_owner(const std::filesystem::path& path) const
{
    struct stat owner {};
    if (::geteuid() != 0 || ::stat(data_dir().c_str(), &owner) != 0) return;
    if (::chown(path.c_str(), owner.st_uid, owner.st_gid) != 0) {
        throw std::runtime_error("cannot give away " + path.string());
    }
}

std::string ServerControl::read(const std::string& file) const
{
    std::ifstream in(data_dir() / file);
    return {std::istreambuf_iterator<char>(in), {}};
}

}  // namespace standin
