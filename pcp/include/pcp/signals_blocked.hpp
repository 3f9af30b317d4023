// Signals stay with the thread they were meant for.
#pragma once

#include <pthread.h>
#include <signal.h>

namespace pcp {

// While it lives, this thread takes no signal, and threads and children that are started inherit that. The libraries
// run inside a database backend, whose handlers are for its own thread only.
class SignalsBlocked {
public:
    SignalsBlocked()
    {
        sigset_t all;
        sigfillset(&all);
        ::pthread_sigmask(SIG_SETMASK, &all, &before_);
    }
    ~SignalsBlocked() { ::pthread_sigmask(SIG_SETMASK, &before_, nullptr); }
    SignalsBlocked(const SignalsBlocked&) = delete;
    SignalsBlocked& operator=(const SignalsBlocked&) = delete;

private:
    sigset_t before_{};
};

}  // namespace pcp
