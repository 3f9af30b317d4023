#include "shared.hpp"

#include <cstring>

#include "server.hpp"

namespace sqlext {
namespace {

constexpr std::size_t first_area = std::size_t{256} * 1024;  // grows by segments of its own

constexpr const char* name = "efm_extension";

struct Area {
    LWLock lock;
    ConditionVariable news;
    Latch* collector_latch;
    Shared state;
    alignas(64) char memory[first_area];
};

Area* area = nullptr;
dsa_area* memory = nullptr;
shmem_startup_hook_type next_startup = nullptr;
#if PG_VERSION_NUM >= 150000
shmem_request_hook_type next_request = nullptr;
#endif

void fill_area(void* place)
{
    memset(place, 0, sizeof(Area));
    auto* made = static_cast<Area*>(place);
    const int tranche = LWLockNewTrancheId();
    LWLockInitialize(&made->lock, tranche);
    ConditionVariableInit(&made->news);
    dsa_area* pinned = dsa_create_in_place(made->memory, first_area, tranche, nullptr);
    dsa_pin(pinned);
    dsa_detach(pinned);
}

void make_area()
{
    if (next_startup) next_startup();
    LWLockAcquire(AddinShmemInitLock, LW_EXCLUSIVE);
    bool found = false;
    area = static_cast<Area*>(ShmemInitStruct(name, sizeof(Area), &found));
    if (!found) fill_area(area);
    LWLockRelease(AddinShmemInitLock);
}

void ask_for_area()
{
#if PG_VERSION_NUM >= 150000
    if (next_request) next_request();
#endif
    RequestAddinShmemSpace(sizeof(Area));
}

Area* found_area()
{
#if PG_VERSION_NUM >= 170000
    bool found = false;
    if (!area && IsUnderPostmaster) {
        // By its size too: the server refuses another one, and the library may be replaced while sessions have the old.
        const char* sized = psprintf("%s %zu", name, sizeof(Area));
        area = static_cast<Area*>(GetNamedDSMSegment(sized, sizeof(Area), fill_area, &found));
    }
#endif
    return area;
}

dsa_area* attached_memory()
{
    if (memory) return memory;
    LWLockRegisterTranche(area->lock.tranche, name);
    const MemoryContext before = MemoryContextSwitchTo(TopMemoryContext);
    memory = dsa_attach_in_place(area->memory, nullptr);
    dsa_pin_mapping(memory);
    MemoryContextSwitchTo(before);
    return memory;
}

// Readers that wait see that nobody runs for them any more.
void stop_being_the_collector(int /*code*/, Datum /*argument*/)
{
    LWLockReleaseAll();  // an error may have come while the lock was held
    lock_shared_state(true);
    if (leave(area->state.office, MyProcPid)) {
        area->collector_latch = nullptr;
        for (Slot& slot : area->state.slots) slot.running_since = 0;
    }
    unlock_shared_state();
    announce();
}

bool launch(const char* title, const char* type, const char* function, Datum argument)
{
    BackgroundWorker worker{};
    worker.bgw_flags = BGWORKER_SHMEM_ACCESS | BGWORKER_BACKEND_DATABASE_CONNECTION;
    worker.bgw_start_time = BgWorkerStart_ConsistentState;
    worker.bgw_restart_time = BGW_NEVER_RESTART;
    worker.bgw_main_arg = argument;
    strlcpy(worker.bgw_library_name, "efm_extension", sizeof worker.bgw_library_name);
    strlcpy(worker.bgw_function_name, function, sizeof worker.bgw_function_name);
    strlcpy(worker.bgw_name, title, BGW_MAXLEN);
    strlcpy(worker.bgw_type, type, BGW_MAXLEN);
    return RegisterDynamicBackgroundWorker(&worker, nullptr);
}

bool launch_collector()
{
    return launch("efm_status_monitor on demand", "efm_status_monitor", "efm_bgworker_main", BoolGetDatum(true));
}

}  // namespace

void request_shared_memory()
{
#if PG_VERSION_NUM >= 150000
    next_request = shmem_request_hook;
    shmem_request_hook = ask_for_area;
#else
    ask_for_area();
#endif
    next_startup = shmem_startup_hook;
    shmem_startup_hook = make_area;
}

Shared* shared()
{
    Area* found = found_area();
    return found ? &found->state : nullptr;
}

void lock_shared_state(bool to_write)
{
    if (found_area()) LWLockAcquire(&area->lock, to_write ? LW_EXCLUSIVE : LW_SHARED);
}

void unlock_shared_state()
{
    if (area) LWLockRelease(&area->lock);
}

void announce()
{
    if (area) ConditionVariableBroadcast(&area->news);
}

void wait_for_news(int milliseconds)
{
    if (!area) return;
    ConditionVariableTimedSleep(&area->news, milliseconds, PG_WAIT_EXTENSION);
}

void end_waiting()
{
    ConditionVariableCancelSleep();
}

Slot& slot_of(Subject subject, const char* cluster)
{
    if (Slot* found = find_slot(area->state.slots, subject, cluster)) return *found;
    Slot& slot = oldest_slot(area->state.slots);
    if (slot.bytes) dsa_free(attached_memory(), slot.bytes);
    take_slot(slot, subject, cluster);
    return slot;
}

void share(const Snapshot& snapshot, const char* bytes, std::size_t size, Microseconds next)
{
    const dsa_pointer place = dsa_allocate_extended(attached_memory(), size, DSA_ALLOC_HUGE);
    memcpy(dsa_get_address(attached_memory(), place), bytes, size);
    lock_shared_state(true);
    Slot& to = slot_of(snapshot.subject, snapshot.cluster.c_str());
    const bool is_newest = to.standing.version == 0 || snapshot.started >= to.standing.started;
    const dsa_pointer unused = is_newest ? to.bytes : place;
    if (is_newest) {
        to.bytes = place;
        to.standing.size = size;
        renew(to.standing, snapshot, ++area->state.versions, next == 0 ? 0 : snapshot.collected + next);
    }
    unlock_shared_state();
    if (unused) dsa_free(attached_memory(), unused);
    if (snapshot.subject == Subject::manager) ++(snapshot.failure ? area->state.failures : area->state.updates);
}

void finish_look(Subject subject, const char* cluster)
{
    lock_shared_state(true);
    slot_of(subject, cluster).running_since = 0;
    unlock_shared_state();
    announce();
}

const char* copy_of_snapshot(const Slot& slot)
{
    char* copy = static_cast<char*>(MemoryContextAllocHuge(CurrentMemoryContext, slot.standing.size));
    memcpy(copy, dsa_get_address(attached_memory(), slot.bytes), slot.standing.size);
    return copy;
}

bool launch_job(std::size_t index)
{
    return launch("efm_job", "efm_job", "efm_job_main", UInt64GetDatum(index));
}

bool launch_history_writer()
{
    return launch("efm_history", "efm_history", "efm_history_main", Datum{0});
}

void nudge_collector()
{
    lock_shared_state(false);
    if (area->collector_latch) SetLatch(area->collector_latch);
    unlock_shared_state();
}

bool wake_collector()
{
    lock_shared_state(true);
    const Summons summons = summon(area->state.office, ticks());
    if (summons == Summons::wake) SetLatch(area->collector_latch);
    unlock_shared_state();
    if (summons != Summons::launch) return summons != Summons::despair;
    if (launch_collector()) return true;
    lock_shared_state(true);
    give_up(area->state.office);
    unlock_shared_state();
    return false;
}

bool be_the_collector(bool on_demand)
{
    lock_shared_state(true);
    const bool is_it = take(area->state.office, MyProcPid, on_demand);
    if (is_it) {
        if (area->collector_latch) SetLatch(area->collector_latch);  // of one that is relieved
        area->collector_latch = MyLatch;
        for (Slot& slot : area->state.slots) slot.running_since = 0;  // what that one began is dropped
    }
    unlock_shared_state();
    if (is_it) before_shmem_exit(stop_being_the_collector, 0);
    return is_it;
}

bool is_the_collector()
{
    lock_shared_state(false);
    const bool is_it = area->state.office.holder == MyProcPid;
    unlock_shared_state();
    return is_it;
}

}  // namespace sqlext
