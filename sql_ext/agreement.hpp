// Whether EFM, the pools and the servers are of one mind.
#pragma once

#include <map>
#include <string>

#include "efm/cluster_view.hpp"

namespace sqlext {

// What does not agree: a sentence for each, by what it is about, which a number in the sentence does not change.
using Disagreements = std::map<std::string, std::string>;

Disagreements disagreements(const efm::ClusterView& view);

// In words; empty: nothing changed.
std::string changes_between(const Disagreements& before, const Disagreements& after);

}  // namespace sqlext
