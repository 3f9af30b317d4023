#include "timed_child.hpp"

#include <fcntl.h>
#include <spawn.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstring>
#include <system_error>

namespace bench {
namespace {

// Our own environment, with some of its variables replaced.
std::vector<std::string> environment_with(const std::map<std::string, std::string>& changes)
{
    std::vector<std::string> result;
    for (char** entry = environ; *entry; ++entry) {
        const std::string name(*entry, std::strcspn(*entry, "="));
        if (!changes.contains(name)) result.emplace_back(*entry);
    }
    for (const auto& [name, value] : changes) result.push_back(std::string(name).append("=").append(value));
    return result;
}

std::vector<char*> pointers(const std::vector<std::string>& words)
{
    std::vector<char*> result;
    result.reserve(words.size() + 1);
    for (const std::string& word : words) result.push_back(const_cast<char*>(word.c_str()));
    result.push_back(nullptr);
    return result;
}

}  // namespace

double milliseconds_between(Clock::time_point begin, Clock::time_point end)
{
    return std::chrono::duration<double, std::milli>(end - begin).count();
}

TimedChild::TimedChild(const Invocation& invocation, const std::filesystem::path& output)
{
    const std::vector<std::string> environment = environment_with(invocation.environment);
    const std::vector<char*> argv = pointers(invocation.argv);
    const std::vector<char*> envp = pointers(environment);
    posix_spawn_file_actions_t files;
    posix_spawn_file_actions_init(&files);
    posix_spawn_file_actions_addopen(&files, 0, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_addopen(&files, 1, output.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0644);
    posix_spawn_file_actions_adddup2(&files, 1, 2);
    begin_ = Clock::now();
    const int error = ::posix_spawn(&pid_, argv.front(), &files, nullptr, argv.data(), envp.data());
    posix_spawn_file_actions_destroy(&files);
    if (error != 0) throw std::system_error(error, std::generic_category(), invocation.argv.front());
    end_fd_ = static_cast<int>(::syscall(SYS_pidfd_open, pid_, 0));
    if (end_fd_ < 0) throw std::system_error(errno, std::generic_category(), "pidfd_open");
}

TimedChild::~TimedChild()
{
    if (pid_ != 0) {
        ::kill(pid_, SIGKILL);
        wait();
    }
    ::close(end_fd_);
}

int TimedChild::wait()
{
    int status = 0;
    while (::waitpid(pid_, &status, 0) < 0 && errno == EINTR) continue;
    pid_ = 0;
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

}  // namespace bench
