// What all processes of the server share: from the start, if the library is in shared_preload_libraries; without that,
// from PostgreSQL 17 on, from the first call. The structures are plain; who reads or writes them holds the lock. The
// functions are the server's: they may raise SQL errors.
#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>

#include "office.hpp"
#include "order.hpp"
#include "order_run.hpp"
#include "slots.hpp"

namespace sqlext {

inline constexpr std::size_t most_jobs = 64;
inline constexpr std::size_t most_events = 128;

// One order and what became of it.
struct Job {
    std::int64_t id;  // 0: free
    std::atomic<OrderState> state;
    Order order;
    char cluster[65];
    char session_user[64];
    char current_user[64];
    char client[64];
    bool debug;  // efm.debug of the session
    Microseconds submitted_at;
    Microseconds begun_at;
    Microseconds over_at;
    int exit_code;  // -1: none
    char argv[1024];
    char output[8192];
    char sentence[1024];
    Failure failure;
};

// A change of the cluster that the collector saw.
struct Event {
    Microseconds at;  // 0: free
    char cluster[65];
    char text[1024];
};

// The history's writer, from the collector's point of view. In ticks.
struct History {
    Microseconds launched_at;
    Microseconds written_at;  // before launched_at: that attempt has not succeeded
    int failures;
    char change[sizeof(Event::text)];  // what the next one is to announce
};

struct Shared {
    Office office;
    std::atomic<std::uint64_t> hits;
    std::atomic<std::uint64_t> misses;
    std::atomic<std::uint64_t> updates;
    std::atomic<std::uint64_t> failures;
    std::uint64_t versions;
    std::int64_t last_job;
    Slots slots;
    std::array<Job, most_jobs> jobs;
    std::array<Event, most_events> events;  // a ring
    std::size_t next_event;
    History history;
};

// In the postmaster, when the library is preloaded.
void request_shared_memory();

// Null before PostgreSQL 17 without preloading.
Shared* shared();

// Nothing to lock where nothing is shared.
void lock_shared_state(bool to_write);
void unlock_shared_state();

// Wakes all who wait for news.
void announce();

// Waits for an announcement, or that long; serves interrupts. Between the first wait and end_waiting() none is missed.
void wait_for_news(int milliseconds);
void end_waiting();

// Its own, or a new one for it. With the lock, to write.
Slot& slot_of(Subject subject, const char* cluster);

// Makes the snapshot, as these bytes, everybody's, unless theirs is younger. `next`: how long until its successor comes
// by itself; 0: it does not. Takes the lock.
void share(const Snapshot& snapshot, const char* bytes, std::size_t size, Microseconds next);

// It is not under way any more; whoever waits looks again. Takes the lock.
void finish_look(Subject subject, const char* cluster);

// A copy of the slot's snapshot in the current memory context. With the lock.
const char* copy_of_snapshot(const Slot& slot);

// Starts a process that carries out the job. False: none can be started.
bool launch_job(std::size_t index);
bool launch_history_writer();

// Has the collector look for work, if there is one.
void nudge_collector();

// Makes the collector look for work: wakes it, or starts one that ends when it has been idle for a while. False: none
// runs and none can be started.
bool wake_collector();

// From now on to its end this process is the collector. False: on demand, and another one is.
bool be_the_collector(bool on_demand);
bool is_the_collector();

}  // namespace sqlext
