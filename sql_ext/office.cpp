#include "office.hpp"

namespace sqlext {
namespace {

constexpr Microseconds launch_time = 5'000'000;

// Between two launches: what ends each time at once is not begun without end.
constexpr Microseconds launch_pause = 1'000'000;

}  // namespace

Summons summon(Office& office, Microseconds at)
{
    const Microseconds age = office.launched_at == 0 ? launch_time : at - office.launched_at;
    if (office.holder != 0) return Summons::wake;
    if (office.is_filled_soon && age <= launch_time) return Summons::wait;
    if (office.is_filled_soon || age < launch_pause) {
        give_up(office);
        return Summons::despair;
    }
    office.is_filled_soon = true;
    office.launched_at = at;
    return Summons::launch;
}

void give_up(Office& office)
{
    office.is_filled_soon = false;
}

bool take(Office& office, std::int64_t process, bool on_demand)
{
    if (on_demand && office.holder != 0) return false;
    office.holder = process;
    office.is_filled_soon = false;
    return true;
}

bool leave(Office& office, std::int64_t process)
{
    if (office.holder != process) return false;
    office.holder = 0;
    return true;
}

}  // namespace sqlext
