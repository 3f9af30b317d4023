#include "saturation.hpp"

#include <fcntl.h>
#include <sched.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <system_error>
#include <utility>

#include "daemon.hpp"

namespace support {
namespace {

constexpr int hogs = 4;  // each in a session of its own, since the kernel may share by session

pid_t spawn_hog()
{
    char* const argv[] = {const_cast<char*>("/usr/bin/setpriv"), const_cast<char*>("--pdeathsig=KILL"),
                          const_cast<char*>("--"), const_cast<char*>("/usr/bin/yes"), nullptr};
    posix_spawn_file_actions_t files;
    posix_spawn_file_actions_init(&files);
    posix_spawn_file_actions_addopen(&files, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
    posix_spawnattr_t attributes;
    posix_spawnattr_init(&attributes);
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSID);
    pid_t pid = 0;
    const int error = ::posix_spawn(&pid, argv[0], &files, &attributes, argv, environ);
    posix_spawnattr_destroy(&attributes);
    posix_spawn_file_actions_destroy(&files);
    if (error != 0) throw std::system_error(error, std::generic_category(), argv[0]);
    return pid;
}

// A process that has ended meanwhile needs none.
void pin(pid_t pid, const cpu_set_t& cpus)
{
    ::sched_setaffinity(pid, sizeof cpus, &cpus);
}

cpu_set_t all_cpus()
{
    cpu_set_t cpus;
    CPU_ZERO(&cpus);
    for (long cpu = 0; cpu < ::sysconf(_SC_NPROCESSORS_CONF); ++cpu) CPU_SET(static_cast<unsigned>(cpu), &cpus);
    return cpus;
}

}  // namespace

Saturation::Saturation(std::filesystem::path dir) : dir_(std::move(dir))
{
    cpu_set_t one;
    CPU_ZERO(&one);
    CPU_SET(0, &one);
    for (int i = 0; i < hogs; ++i) {
        hogs_.push_back(spawn_hog());
        pin(hogs_.back(), one);
    }
    for (const pid_t pid : processes_in(dir_)) pin(pid, one);
}

Saturation::~Saturation()
{
    for (const pid_t hog : hogs_) {
        ::kill(hog, SIGKILL);
        ::waitpid(hog, nullptr, 0);
    }
    for (const pid_t pid : processes_in(dir_)) pin(pid, all_cpus());
}

}  // namespace support
