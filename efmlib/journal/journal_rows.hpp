// Between the journal's values and its columns. A journal may come from another host: what cannot be believed is left
// out. Private to the library.
#pragma once

#include <concepts>
#include <optional>
#include <string>
#include <vector>

#include "efm/journal_records.hpp"
#include "sqlite.hpp"

namespace efm {

struct EpochColumns {
    std::optional<std::string> system;
    std::optional<std::uint32_t> timeline;
    std::optional<std::string> switched_at;
};
EpochColumns columns_of(const std::optional<Epoch>& epoch);

std::int64_t microseconds_of(Timestamp time);
template <typename Time>
std::optional<std::int64_t> microseconds_of(const std::optional<Time>& time)
{
    if (!time) return std::nullopt;
    if constexpr (std::same_as<Time, Timestamp>)
        return microseconds_of(*time);
    else
        return time->count();
}

std::optional<std::string> text_of(const std::optional<Address>& member);
std::string joined(const std::vector<std::string>& words);  // none of which has a blank

// The columns that event_of() reads.
inline constexpr const char* event_columns =
    "number, id, host, began, ended, ending, sentence, verb, target, member, type, party, program, uid, pid, started, "
    "caller, pools, intent, system, timeline, switched_at";

RecordedEvent event_of(const Statement& row);
StepRecord step_of(const Statement& row);
PoolResult result_of(const Statement& row);
std::optional<Order> order_of(const Statement& row);
std::optional<Hold> hold_of(const Statement& row);

}  // namespace efm
