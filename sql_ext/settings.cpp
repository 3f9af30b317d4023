#include "settings.hpp"

#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <string_view>

#include "sql_error.hpp"

namespace sqlext {
namespace {

constexpr std::size_t longest_cluster_name = 64;
constexpr const char* program_path = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

bool may_follow(char c)
{
    return is_letter(c) || (c >= '0' && c <= '9') || c == '_' || c == '-';
}

// The server's own is not handed through sudo, where a rule without SETENV would refuse the whole command.
std::string java_home_of(const ManagerSettings& settings)
{
    if (!settings.java_home.empty() || !settings.sudo_user.empty()) return settings.java_home;
    const char* inherited = std::getenv("JAVA_HOME");
    return inherited ? inherited : "";
}

}  // namespace

bool is_cluster_name(const char* name)
{
    const std::string_view text(name);
    if (text.empty() || text.size() > longest_cluster_name || !is_letter(text.front())) return false;
    for (const char c : text) {
        if (!may_follow(c)) return false;
    }
    return true;
}

void check_cluster(const ManagerSettings& settings)
{
    if (settings.cluster.empty()) {
        throw SqlError("22023", "efm.cluster_name is not set", "",
                       "Say ALTER SYSTEM SET efm.cluster_name TO 'NAME'; SELECT pg_reload_conf();");
    }
}

// Whether it may be executed is for the user that sudo changes to: only that it is not there is sure.
void check_runnable(const ManagerSettings& settings)
{
    check_cluster(settings);
    if (settings.command.empty()) {
        throw SqlError("22023", "efm.command_path is not set", "", "Set it to the path of EFM's program efm.");
    }
    const bool is_there = ::access(settings.command.c_str(), F_OK) == 0 || errno == EACCES;
    if (is_there && (!settings.sudo_user.empty() || ::access(settings.command.c_str(), X_OK) == 0)) return;
    throw SqlError("58P01", "there is no program \"" + settings.command + "\" to run", "",
                   "Set efm.command_path to the path of EFM's program efm.");
}

efm::Manager::Setup manager_setup(const ManagerSettings& settings)
{
    efm::Manager::Setup setup;
    setup.command = settings.command;
    setup.cluster = settings.cluster;
    setup.sudo = settings.sudo;
    setup.sudo_user = settings.sudo_user;
    setup.java_home = java_home_of(settings);
    if (!setup.java_home.empty()) setup.path = setup.java_home + "/bin:" + program_path;
    return setup;
}

}  // namespace sqlext
