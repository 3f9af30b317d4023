// Jobs as values: what a job keeps of its report, and how SQL shows it.
#pragma once

#include "shared.hpp"
#include "table.hpp"

namespace sqlext {

void keep(Job& job, const OrderReport& report);

// id, state, order, cluster, session_user, current_user, client, submitted_at, begun_at, over_at, exit_code, command,
// output, outcome.
Row job_row(const Job& job);

// One line for the server's log.
std::string audit_line(const Job& job);

}  // namespace sqlext
