// The requests of the command line that change something.
#pragma once

#include "context.hpp"

namespace standin {

// What the status is made of: members, down, allowed, coordinator, priority, minimum, missing.
Json status_answer(Context& context);

Json allow_node(Context& context, const Json& request);       // address
Json disallow_node(Context& context, const Json& request);    // address
Json change_priority(Context& context, const Json& request);  // address, priority
Json stop_cluster(Context& context);
Json reset_members(Context& context);
Json create_standby(Context& context);

// The lists are the coordinator's to change; others pass the request on.
Json change_lists_by(Context& context, const Json& request, const std::function<void(SharedLists&)>& change);

}  // namespace standin
