#include "efm/parallel.hpp"

#include <exception>
#include <thread>
#include <vector>

#include "pcp/signals_blocked.hpp"

namespace efm {
void in_parallel(std::size_t count, const std::function<void(std::size_t)>& work)
{
    if (count == 1) return work(0);
    std::vector<std::exception_ptr> failures(count);
    std::vector<std::jthread> threads;
    {
        const pcp::SignalsBlocked blocked;
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
