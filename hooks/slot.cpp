#include "slot.hpp"

#include <algorithm>

#include "efm/error.hpp"

namespace hooks {
namespace {

// EFM guide: a fence that fails aborts the promotion; a custom monitor that fails on a primary causes a failover, on a
// standby makes it idle. Of the others EFM only tells; Pgpool ignores its follow command's status.
constexpr Slot slots[] = {
    {"lb", efm::Party::manager, false},   {"post-promotion", efm::Party::manager, false},
    {"fence", efm::Party::manager, true}, {"monitor", efm::Party::suite, true},
    {"follow", efm::Party::pool, false},
};

const Slot* find(const std::string& name)
{
    const auto* slot = std::ranges::find_if(slots, [&](const Slot& each) { return name == each.name; });
    return slot == std::end(slots) ? nullptr : slot;
}

}  // namespace

const Slot& slot_of(const std::string& name)
{
    if (const Slot* slot = find(name)) return *slot;
    throw efm::Error(efm::Error::Kind::usage,
                     "--as " + name + ": no such slot; there are lb, post-promotion, fence, monitor and follow");
}

const Slot* slot_in(const std::vector<std::string>& words)
{
    const std::string option = "--as";
    const Slot* slot = nullptr;
    for (std::size_t i = 0; i < words.size() && words[i] != "--"; ++i) {
        if (words[i].starts_with(option + '=')) slot = find(words[i].substr(option.size() + 1));
        if (words[i] == option && i + 1 < words.size()) slot = find(words[i + 1]);
    }
    return slot;
}

}  // namespace hooks
