// What has changed between two statuses, for people. Pure functions over values.
#pragma once

#include <string>

#include "efm/cluster_status.hpp"

namespace sqlext {

// "172.17.0.3: Standby -> Primary; 172.17.0.4 joined; primary: none". Empty if members, their types and their
// databases are the same.
std::string changes_between(const efm::ClusterStatus& before, const efm::ClusterStatus& after);

}  // namespace sqlext
