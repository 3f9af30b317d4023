#include "ipc_cleanup.hpp"

#include <sys/ipc.h>
#include <sys/sem.h>
#include <sys/shm.h>

namespace support {
namespace {

union SemaphoreArgument {
    int value;
    semid_ds* info;
};

// The last process that touched any of them: semaphores do not say who made them.
bool touched_by(int id, unsigned long count, const std::set<pid_t>& processes)
{
    for (unsigned long i = 0; i < count; ++i) {
        if (processes.contains(::semctl(id, static_cast<int>(i), GETPID))) return true;
    }
    return false;
}

}  // namespace

void remove_ipc_of(const std::set<pid_t>& dead)
{
    shmid_ds memory{};
    const int last_segment = ::shmctl(0, SHM_INFO, &memory);
    for (int i = 0; i <= last_segment; ++i) {
        const int id = ::shmctl(i, SHM_STAT, &memory);
        if (id >= 0 && memory.shm_nattch == 0 && dead.contains(memory.shm_cpid)) ::shmctl(id, IPC_RMID, nullptr);
    }
    semid_ds semaphores{};
    SemaphoreArgument argument{};
    argument.info = &semaphores;
    const int last_set = ::semctl(0, 0, SEM_INFO, argument);
    for (int i = 0; i <= last_set; ++i) {
        const int id = ::semctl(i, 0, SEM_STAT, argument);
        if (id >= 0 && touched_by(id, semaphores.sem_nsems, dead)) ::semctl(id, 0, IPC_RMID);
    }
}

}  // namespace support
