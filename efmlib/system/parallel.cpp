#include "efm/parallel.hpp"

#include <exception>
#include <system_error>
#include <thread>
#include <vector>

#include "pcp/signals_blocked.hpp"

namespace efm {
void in_parallel(std::size_t count, const std::function<void(std::size_t)>& work)
{
    if (count == 1) return work(0);
    std::vector<std::exception_ptr> failures(count);
    const auto attempt = [&](std::size_t i) {
        try {
            work(i);
        } catch (...) {
            failures[i] = std::current_exception();
        }
    };
    std::vector<std::size_t> without_thread;
    std::vector<std::jthread> threads;
    {
        const pcp::SignalsBlocked blocked;
        for (std::size_t i = 0; i < count; ++i) {
            try {
                threads.emplace_back(attempt, i);
            } catch (const std::system_error&) {
                without_thread.push_back(i);
            }
        }
    }
    for (const std::size_t i : without_thread) attempt(i);
    threads.clear();  // joins
    for (const std::exception_ptr& failure : failures) {
        if (failure) std::rethrow_exception(failure);
    }
}

}  // namespace efm
