#include "containment.hpp"

#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <csignal>
#include <cstdint>
#include <new>
#include <string>

#include "output.hpp"
#include "pcp/deadline.hpp"
#include "signals.hpp"

namespace hooks {
namespace {

using std::chrono::milliseconds;
using Span = std::atomic<std::int64_t>;
static_assert(Span::is_always_lock_free);

constexpr milliseconds to_announce{5'000};  // to read a command line and a settings file
constexpr milliseconds grace{2'000};        // to say what came of it
constexpr milliseconds between_looks{2};

Span* announced = nullptr;  // shared with the child, in milliseconds; 0: not yet

// Null if the system has no memory for it: the child is waited for without its word then.
Span* shared_span()
{
    void* memory = ::mmap(nullptr, sizeof(Span), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);  // NOLINT
    return memory == MAP_FAILED ? nullptr : new (memory) Span(0);
}

bool has_ended(pid_t child, int& status)
{
    return ::waitpid(child, &status, WNOHANG) != 0;
}

void wait_for(pid_t child)
{
    const auto start = pcp::Deadline::Clock::now();
    int status = 0;
    bool told = false;
    while (!has_ended(child, status)) {
        const milliseconds span{announced ? announced->load() : 0};
        if (pcp::Deadline::Clock::now() - start > (span.count() > 0 ? span : to_announce) + grace) {
            ::kill(child, SIGKILL);
            put("error: it did not end by its deadline and was killed\n");
            return;
        }
        if (const int signal = told ? 0 : ending_signal()) told = ::kill(child, signal) == 0;
        pcp::pause({}, between_looks);
    }
    if (WIFSIGNALED(status)) {
        put("error: this is a bug, please report it: ended by signal " + std::to_string(WTERMSIG(status)) + '\n');
    }
}

}  // namespace

void run_contained(const std::function<int()>& work)
{
    announced = shared_span();
    const pid_t child = ::fork();
    if (child == 0) ::_exit(work());
    if (child < 0)
        work();  // what else; its status is forgiven all the same
    else
        wait_for(child);
}

void announce_span(milliseconds span)
{
    if (announced) *announced = span.count();
}

}  // namespace hooks
