// The commands that change something, and those that need no agent.
#pragma once

#include "call.hpp"

namespace standin {

Outcome allow_node(const Call& call);
Outcome disallow_node(const Call& call);
Outcome set_priority(const Call& call);
Outcome resume(const Call& call);
Outcome promote(const Call& call);
Outcome stop_cluster(const Call& call);
Outcome reset_members(const Call& call);
Outcome create_standby(const Call& call);
Outcome upgrade_conf(const Call& call);

// Works without a properties file.
Outcome encrypt(const std::string& cluster, const std::vector<std::string>& arguments);

}  // namespace standin
