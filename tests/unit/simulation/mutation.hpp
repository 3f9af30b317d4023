// Rules broken on purpose, at the seam between the planner and its world: what shows that the simulation would notice.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "efm/plan.hpp"

namespace simulation {

enum class Mutation {
    none,
    no_timelines,      // what WAL a server writes or receives is not asked
    no_identity,       // whose cluster it is
    no_receivers,      // whether it streams
    no_recovery,       // whether what is to be promoted is out of recovery
    no_answer_needed,  // a dead server is taken for what it was
    no_orders,         // reconcile forgets who was ordered out
    no_delivery,       // what was ordered and not done counts as done
    no_second_look,    // proofs are not read again after the act
    no_manager,        // the manager is not asked
    no_labels,         // reconcile promotes nobody
    no_attach,         // reconcile attaches nobody
    obedience,         // a detach is obeyed whatever is known
    silence_is_death,  // reconcile takes out who does not answer
    last_one_too,      // reconcile empties the pool
};

struct MutationName {
    Mutation mutation;
    std::string_view name;
};

inline const std::vector<MutationName> mutations{
    {Mutation::no_timelines, "no_timelines"},
    {Mutation::no_identity, "no_identity"},
    {Mutation::no_receivers, "no_receivers"},
    {Mutation::no_recovery, "no_recovery"},
    {Mutation::no_answer_needed, "no_answer_needed"},
    {Mutation::no_orders, "no_orders"},
    {Mutation::no_delivery, "no_delivery"},
    {Mutation::no_second_look, "no_second_look"},
    {Mutation::no_manager, "no_manager"},
    {Mutation::no_labels, "no_labels"},
    {Mutation::no_attach, "no_attach"},
    {Mutation::obedience, "obedience"},
    {Mutation::silence_is_death, "silence_is_death"},
    {Mutation::last_one_too, "last_one_too"},
};

// efm::make_plan, or what it would be with that rule broken.
efm::Plan make_plan(efm::Event event, efm::Views views, efm::Policy policy, Mutation mutation);

}  // namespace simulation
