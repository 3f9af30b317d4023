#include "efm/parallel.hpp"

#include <pthread.h>
#include <signal.h>

#include <exception>
#include <thread>
#include <vector>

namespace efm {
namespace {

// While it lives, threads that are started inherit a mask that blocks every signal.
class SignalsBlocked {
public:
    SignalsBlocked()
    {
        sigset_t all;
        ::sigfillset(&all);
        ::pthread_sigmask(SIG_SETMASK, &all, &before_);
    }
    ~SignalsBlocked() { ::pthread_sigmask(SIG_SETMASK, &before_, nullptr); }
    SignalsBlocked(const SignalsBlocked&) = delete;
    SignalsBlocked& operator=(const SignalsBlocked&) = delete;

private:
    sigset_t before_{};
};

}  // namespace

void in_parallel(std::size_t count, const std::function<void(std::size_t)>& work)
{
    if (count == 1) return work(0);
    std::vector<std::exception_ptr> failures(count);
    std::vector<std::jthread> threads;
    {
        const SignalsBlocked blocked;
        for (std::size_t i = 0; i < count; ++i) {
            threads.emplace_back([&, i] {
                try {
                    work(i);
                } catch (...) {
                    failures[i] = std::current_exception();
                }
            });
        }
    }
    threads.clear();  // joins
    for (const std::exception_ptr& failure : failures) {
        if (failure) std::rethrow_exception(failure);
    }
}

}  // namespace efm
