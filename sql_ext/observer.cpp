#include "observer.hpp"

#include <utility>

#include "changes.hpp"

namespace sqlext {

std::string Observer::take(const Snapshot& snapshot)
{
    BackendStatus latest;
    latest.take(snapshot);
    const bool is_comparable = last_.find(snapshot.cluster) != nullptr;
    const std::string change = is_comparable ? changes_between(last_.status(), latest.status()) : "";
    last_ = std::move(latest);
    return change;
}

std::string Observer::take(const Disagreements& disagreements)
{
    const Disagreements before = std::exchange(known_, disagreements);
    return changes_between(before, known_);
}

}  // namespace sqlext
