#include "efm/parallel.hpp"

#include <dlfcn.h>
#include <gmock/gmock.h>
#include <pthread.h>

#include <array>
#include <atomic>
#include <cerrno>
#include <stdexcept>
#include <string>

namespace {

std::atomic<bool> no_threads{false};  // as where a service has reached its limit of tasks

}  // namespace

extern "C" int pthread_create(pthread_t* thread, const pthread_attr_t* attributes, void* (*start)(void*),
                              void* argument)
{
    static const auto real = reinterpret_cast<decltype(&::pthread_create)>(::dlsym(RTLD_NEXT, "pthread_create"));
    return no_threads ? EAGAIN : real(thread, attributes, start, argument);
}

namespace {

TEST(InParallel, DoesAllOfItAlsoWhereThereAreNoThreadsToBeHad)
{
    for (const bool refused : {false, true}) {
        std::array<int, 5> done{};
        no_threads = refused;
        efm::in_parallel(done.size(), [&](std::size_t i) { done[i] += 1; });
        no_threads = false;
        EXPECT_THAT(done, ::testing::Each(1)) << refused;
    }
}

TEST(InParallel, ThrowsTheFirstFailureWhenAllIsOver)
{
    std::array<std::atomic<bool>, 3> done{};
    EXPECT_THROW(efm::in_parallel(3,
                                  [&](std::size_t i) {
                                      done[i] = true;
                                      if (i != 1) throw std::out_of_range(std::to_string(i));
                                  }),
                 std::out_of_range);
    EXPECT_TRUE(done[0] && done[1] && done[2]);
}

}  // namespace
