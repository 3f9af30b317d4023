#include "efm_process.hpp"

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>

#include <cctype>
#include <csignal>
#include <stdexcept>
#include <system_error>
#include <utility>

#include "eventually.hpp"
#include "network_lab.hpp"
#include "run.hpp"
#include "temp_dir.hpp"

namespace support {
namespace {

constexpr std::chrono::seconds end_limit{10};

int spawn(const std::vector<std::string>& argv, const std::filesystem::path& log, pid_t& pid)
{
    std::vector<char*> arguments;
    for (const std::string& word : argv) arguments.push_back(const_cast<char*>(word.c_str()));
    arguments.push_back(nullptr);
    posix_spawn_file_actions_t files;
    posix_spawn_file_actions_init(&files);
    posix_spawn_file_actions_addopen(&files, 0, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_addopen(&files, 1, log.c_str(), O_WRONLY | O_CREAT | O_APPEND, 0644);
    posix_spawn_file_actions_adddup2(&files, 1, 2);
    posix_spawn_file_actions_addclosefrom_np(&files, 3);
    posix_spawnattr_t attributes;
    posix_spawnattr_init(&attributes);
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSID);
    const int error = ::posix_spawn(&pid, arguments[0], &files, &attributes, arguments.data(), environ);
    posix_spawnattr_destroy(&attributes);
    posix_spawn_file_actions_destroy(&files);
    return error;
}

}  // namespace

EfmProcess::EfmProcess(std::filesystem::path properties, std::filesystem::path log, std::string network_namespace)
    : properties_(std::move(properties)), log_(std::move(log)), namespace_(std::move(network_namespace))
{
}

EfmProcess::~EfmProcess()
{
    kill9();
    kill_hooks();
}

void EfmProcess::start()
{
    const std::string program = built_program("standin/standin_efm_agent");
    const InNamespace there(namespace_);
    const int error = spawn({"/usr/bin/setpriv", "--pdeathsig=KILL", "--", program, properties_.string()}, log_, pid_);
    if (error != 0) throw std::system_error(error, std::generic_category(), program);
    expected_ = true;
    died_ = false;
}

bool EfmProcess::is_running()
{
    int status = 0;
    if (pid_ != 0 && ::waitpid(pid_, &status, WNOHANG) == pid_) {
        pid_ = 0;
        died_ = expected_ && status != 0;
    }
    return pid_ != 0;
}

void EfmProcess::signal(int number) const
{
    if (pid_ != 0) ::kill(pid_, number);
}

void EfmProcess::stop()
{
    signal(SIGTERM);
    expected_ = died_ = false;
    if (eventually([&] { return !is_running(); }, end_limit)) return;
    throw std::runtime_error("the agent does not stop:\n" + log_text());
}

void EfmProcess::kill9()
{
    signal(SIGKILL);
    expected_ = died_ = false;
    eventually([&] { return !is_running(); }, end_limit);
}

bool EfmProcess::has_died()
{
    return !is_running() && died_;
}

std::string EfmProcess::log_text() const
{
    return read_text(log_);
}

// Hooks carry the agent's environment, servers do not.
void EfmProcess::kill_hooks() const
{
    const std::string mark = "EFM_STANDIN_HOME=" + properties_.parent_path().string();
    std::error_code ignored;
    for (const auto& entry : std::filesystem::directory_iterator("/proc", ignored)) {
        const std::string name = entry.path().filename();
        if (!std::isdigit(static_cast<unsigned char>(name.front()))) continue;
        const std::string environment = '\0' + read_text(entry.path() / "environ");
        if (environment.find('\0' + mark + '\0') != environment.npos) ::kill(std::stoi(name), SIGKILL);
    }
}

}  // namespace support
