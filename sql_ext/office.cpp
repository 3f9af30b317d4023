#include "office.hpp"

namespace sqlext {
namespace {

constexpr Microseconds launch_time = 5'000'000;

}  // namespace

Summons summon(Office& office, Microseconds at)
{
    if (office.holder != 0) return Summons::wake;
    if (office.launched_at == 0) {
        office.launched_at = at;
        return Summons::launch;
    }
    if (at - office.launched_at <= launch_time) return Summons::wait;
    office.launched_at = 0;
    return Summons::despair;
}

bool take(Office& office, std::int64_t process, bool on_demand)
{
    if (on_demand && office.holder != 0) return false;
    office = {process, 0};
    return true;
}

bool leave(Office& office, std::int64_t process)
{
    if (office.holder != process) return false;
    office = {};
    return true;
}

}  // namespace sqlext
