#include "signals.hpp"

#include <atomic>
#include <csignal>

namespace hooks {
namespace {

static_assert(std::atomic<int>::is_always_lock_free);
std::atomic<int> ending{0};
std::atomic<bool> hangup{false};

void on_end(int signal)
{
    ending = signal;
}
void on_hangup(int)
{
    hangup = true;
}

void handle(int signal, void (*handler)(int))
{
    struct sigaction action {};
    action.sa_handler = handler;
    ::sigaction(signal, &action, nullptr);
}

}  // namespace

void install_signal_handlers()
{
    handle(SIGTERM, on_end);
    handle(SIGINT, on_end);
    handle(SIGHUP, on_hangup);
    handle(SIGPIPE, SIG_IGN);
    handle(SIGXFSZ, SIG_IGN);
    handle(SIGCHLD, SIG_DFL);
}

int ending_signal()
{
    return ending;
}

bool take_hangup()
{
    return hangup.exchange(false);
}

}  // namespace hooks
