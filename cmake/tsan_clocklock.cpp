// ThreadSanitizer of GCC 12 and of Clang 14 does not know the call that std::timed_mutex waits by, and takes the mutex
// for one that was never locked. It knows this one.
#include <pthread.h>
#include <time.h>

extern "C" int pthread_mutex_clocklock(pthread_mutex_t* mutex, clockid_t clock, const timespec* until) noexcept
{
    constexpr long second = 1'000'000'000;
    timespec here{};
    timespec there{};
    ::clock_gettime(clock, &here);
    ::clock_gettime(CLOCK_REALTIME, &there);
    there.tv_sec += until->tv_sec - here.tv_sec;
    there.tv_nsec += until->tv_nsec - here.tv_nsec;
    there.tv_sec += there.tv_nsec >= second ? 1 : there.tv_nsec < 0 ? -1 : 0;
    there.tv_nsec = (there.tv_nsec + second) % second;
    return ::pthread_mutex_timedlock(mutex, &there);
}
