#include "daemon.hpp"

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cctype>
#include <csignal>
#include <cstdio>
#include <set>
#include <string_view>
#include <system_error>
#include <utility>

#include "eventually.hpp"
#include "ipc_cleanup.hpp"
#include "temp_dir.hpp"

namespace support {
namespace {

bool is_below(const std::filesystem::path& path, const std::filesystem::path& dir)
{
    return std::mismatch(dir.begin(), dir.end(), path.begin(), path.end()).first == dir.end();
}

}  // namespace

std::vector<pid_t> processes_in(const std::filesystem::path& dir)
{
    std::vector<pid_t> found;
    if (dir.empty()) return found;  // everything is below nothing
    std::error_code ignored;
    for (const auto& entry : std::filesystem::directory_iterator("/proc", ignored)) {
        const std::string name = entry.path().filename();
        if (!std::isdigit(static_cast<unsigned char>(name.front()))) continue;
        const auto cwd = std::filesystem::read_symlink(entry.path() / "cwd", ignored);
        if (!cwd.empty() && is_below(cwd, dir)) found.push_back(std::stoi(name));
    }
    return found;
}

Daemon::Daemon(std::filesystem::path dir, std::filesystem::path log) : dir_(std::move(dir)), log_(std::move(log)) {}

Daemon::~Daemon()
{
    kill_all();
}

void Daemon::start(const std::vector<std::string>& argv, Rights rights)
{
    is_running();  // one that somebody else killed is still a process until we have heard of it
    const auto command = as_postgres_until_we_die(argv, rights);
    std::vector<char*> arguments;
    arguments.reserve(command.size() + 1);
    for (const std::string& word : command) arguments.push_back(const_cast<char*>(word.c_str()));
    arguments.push_back(nullptr);

    posix_spawn_file_actions_t files;
    posix_spawn_file_actions_init(&files);
    posix_spawn_file_actions_addchdir_np(&files, dir_.c_str());
    posix_spawn_file_actions_addopen(&files, 0, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_addopen(&files, 1, log_.c_str(), O_WRONLY | O_CREAT | O_APPEND, 0644);
    posix_spawn_file_actions_adddup2(&files, 1, 2);
    posix_spawn_file_actions_addclosefrom_np(&files, 3);
    posix_spawnattr_t attributes;
    posix_spawnattr_init(&attributes);
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSID);
    const int error = ::posix_spawn(&pid_, arguments[0], &files, &attributes, arguments.data(), environ);
    posix_spawnattr_destroy(&attributes);
    posix_spawn_file_actions_destroy(&files);
    if (error != 0) throw std::system_error(error, std::generic_category(), command.front());
}

bool Daemon::is_running()
{
    if (pid_ != 0 && ::waitpid(pid_, nullptr, WNOHANG) == pid_) pid_ = 0;
    return pid_ != 0;
}

void Daemon::signal(int number) const
{
    if (pid_ != 0) ::kill(pid_, number);
}

void Daemon::signal_all(int number) const
{
    signal(number);
    for (const pid_t pid : processes_in(dir_)) {
        if (pid != pid_) ::kill(pid, number);
    }
}

bool Daemon::stop(int number, std::chrono::milliseconds limit)
{
    signal(number);
    return eventually([&] { return !is_running(); }, limit);
}

void Daemon::kill_all()
{
    std::set<pid_t> killed;
    const bool gone = eventually([&] {
        const auto left = processes_in(dir_);
        killed.insert(left.begin(), left.end());
        signal_all(SIGKILL);
        return !is_running() && left.empty();
    });
    remove_ipc_of(killed);
    if (!gone) std::fprintf(stderr, "processes in %s do not die\n", dir_.c_str());
}

std::string Daemon::log_text() const
{
    return read_text(log_);
}

}  // namespace support
