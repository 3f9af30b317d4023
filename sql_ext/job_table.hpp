// Jobs as values: where one is entered, what it keeps of its report, how SQL and the log show it. Whoever calls holds
// the lock.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "shared.hpp"
#include "table.hpp"

namespace sqlext {

// A free place for a job of that cluster, or that of the job that was over first. None if another one of the cluster is
// not over, which `busy` is then set to, or if all places are taken.
std::optional<std::size_t> place_for(const Shared& table, std::string_view cluster, std::int64_t& busy);

// Null: it was forgotten.
const Job* find_job(const Shared& table, std::int64_t id);

void keep(Job& job, const OrderReport& report);

// id, state, order, cluster, session_user, current_user, client, submitted_at, begun_at, over_at, exit_code, command,
// output, outcome.
Row job_row(const Job& job);

// Who gave it, and from where: "alice as boss from 10.0.0.9".
std::string orderer(const Job& job);

// One line for the server's log.
std::string audit_line(const Job& job);

}  // namespace sqlext
