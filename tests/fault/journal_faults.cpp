// Loaded in front of the C library into a program under test: makes a bad disk of the files of its journal, or ends the
// program or its keeper with kill -9 at a chosen call. JOURNAL_FAULT says which:
//     slow MS          each sync takes so long
//     errno N WHAT     WHAT (pwrite or sync) fails with errno N
//     kill WHO N FILE  WHO (hook, keeper or both) is gone at its Nth call; FILE is made then, to say that it happened
#include <dlfcn.h>
#include <fcntl.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/types.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>

namespace {

struct Plan {
    std::string what;
    std::string word;
    std::string file;
    int number = 0;
    pid_t hook = ::getpid();  // of the process that loaded this; the keeper is forked off later
};

Plan read_plan()
{
    Plan plan;
    char word[16] = {};
    char file[256] = {};
    const char* text = std::getenv("JOURNAL_FAULT");
    if (!text) return plan;
    if (std::sscanf(text, "slow %d", &plan.number) == 1) plan.what = "slow";
    if (std::sscanf(text, "errno %d %15s", &plan.number, word) == 2) plan.what = "errno";
    if (std::sscanf(text, "kill %15s %d %255s", word, &plan.number, file) == 3) plan.what = "kill";
    plan.word = word;
    plan.file = file;
    return plan;
}

const Plan plan = read_plan();
std::atomic<int> calls{0};

void maybe_kill()
{
    if (plan.what != "kill") return;
    const bool is_keeper = ::getpid() != plan.hook;
    if (is_keeper ? plan.word == "hook" : plan.word == "keeper") return;
    if (plan.word == "both" && !is_keeper) return;  // counted where the disk is
    if (++calls != plan.number) return;
    ::close(::open(plan.file.c_str(), O_CREAT | O_WRONLY | O_CLOEXEC, 0600));
    if (plan.word == "both") ::kill(plan.hook, SIGKILL);
    ::kill(::getpid(), SIGKILL);
}

bool is_journal(int fd)
{
    char path[4096] = {};
    const std::string link = "/proc/self/fd/" + std::to_string(fd);
    return ::readlink(link.c_str(), path, sizeof path - 1) > 0 && std::strstr(path, "journal.db");
}

// Whether the call fails; errno is set then.
bool goes_wrong(int fd, const char* call)
{
    maybe_kill();
    if (plan.what.empty() || plan.what == "kill" || !is_journal(fd)) return false;
    if (plan.what == "slow" && std::strcmp(call, "sync") == 0) ::poll(nullptr, 0, plan.number);
    if (plan.what != "errno" || plan.word != call) return false;
    errno = plan.number;
    return true;
}

template <typename Function>
Function next(const char* name)
{
    return reinterpret_cast<Function>(::dlsym(RTLD_NEXT, name));
}

}  // namespace

extern "C" {

int fsync(int fd)
{
    return goes_wrong(fd, "sync") ? -1 : next<int (*)(int)>("fsync")(fd);
}

int fdatasync(int fd)
{
    return goes_wrong(fd, "sync") ? -1 : next<int (*)(int)>("fdatasync")(fd);
}

ssize_t pwrite64(int fd, const void* bytes, size_t size, off64_t at)
{
    if (goes_wrong(fd, "pwrite")) return -1;
    return next<ssize_t (*)(int, const void*, size_t, off64_t)>("pwrite64")(fd, bytes, size, at);
}

int fchmod(int fd, mode_t mode)
{
    maybe_kill();
    return next<int (*)(int, mode_t)>("fchmod")(fd, mode);
}

ssize_t send(int fd, const void* bytes, size_t size, int flags)
{
    maybe_kill();
    return next<ssize_t (*)(int, const void*, size_t, int)>("send")(fd, bytes, size, flags);
}

ssize_t recv(int fd, void* bytes, size_t size, int flags)
{
    maybe_kill();
    return next<ssize_t (*)(int, void*, size_t, int)>("recv")(fd, bytes, size, flags);
}
}
