// Whether EFM, the pools and the servers are of one mind, looked at again and again.
#pragma once

#include <map>
#include <optional>
#include <string>

#include "backend_status.hpp"
#include "efm/cluster_view.hpp"
#include "overview.hpp"
#include "task.hpp"

namespace sqlext {

// What does not agree: a sentence for each, by what it is about, which a number in the sentence does not change.
using Disagreements = std::map<std::string, std::string>;

Disagreements disagreements(const efm::ClusterView& view);

// In words; empty: nothing changed.
std::string changes_between(const Disagreements& before, const Disagreements& after);

// Looks on a thread of its own, so that nobody waits for a pool that is silent.
class AgreementWatch {
public:
    // Has a look, unless one is under way, or there is no settings file that names pools. Throws std::system_error.
    void look(const BackendStatus& status, const OverviewFiles& files);

    // Readable when the look is over; -1: none is under way.
    int descriptor() const { return task_ ? task_->descriptor() : -1; }

    // Once a look is over: what changed since the one before. Empty otherwise, or if it failed.
    std::string take_change();

    // Waits until it has stopped.
    void stop() noexcept { task_.reset(); }

private:
    std::optional<Disagreements> known_;
    Disagreements seen_;  // by the thread
    std::optional<Task> task_;
};

}  // namespace sqlext
