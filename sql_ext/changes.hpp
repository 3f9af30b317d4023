// What has changed between two statuses, for people. Pure functions over values.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "efm/cluster_status.hpp"

namespace sqlext {

// "172.17.0.3: Standby -> Primary; 172.17.0.4 joined; primary: none". Empty if members, their types and their
// databases are the same.
std::string changes_between(const efm::ClusterStatus& before, const efm::ClusterStatus& after);

// Appends to what a buffer of that size holds, behind a semicolon. What does not fit is cut, between characters.
void add_sentence(char* buffer, std::size_t size, std::string_view sentence);

}  // namespace sqlext
